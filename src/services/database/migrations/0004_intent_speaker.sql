ALTER TABLE "journal" ADD COLUMN "correlation_id" text;--> statement-breakpoint
ALTER TABLE "journal" ADD COLUMN "language" text;