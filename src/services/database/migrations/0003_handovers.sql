CREATE TABLE "handovers" (
	"draft_id" text PRIMARY KEY NOT NULL,
	"code_hash" text NOT NULL,
	"tenant_id" text NOT NULL,
	"object_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "handovers_code_hash_unique" UNIQUE("code_hash")
);
