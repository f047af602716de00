ALTER TABLE "people" ADD COLUMN "conversation_id" text;--> statement-breakpoint
CREATE INDEX "people_conversation" ON "people" USING btree ("conversation_id");