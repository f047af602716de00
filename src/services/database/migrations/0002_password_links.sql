CREATE TABLE "password_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"submission_id" text NOT NULL,
	"language" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"spent_at" timestamp with time zone,
	"cookie_hash" text
);
--> statement-breakpoint
ALTER TABLE "passwords" ADD COLUMN "shown_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "password_links_submission" ON "password_links" USING btree ("submission_id");