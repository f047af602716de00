CREATE TABLE "audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"tenant_id" text NOT NULL,
	"object_id" text NOT NULL,
	"action" text NOT NULL,
	"draft_id" text,
	"submission_id" text,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "cards" (
	"subject" text PRIMARY KEY NOT NULL,
	"conversation_id" text NOT NULL,
	"activity_id" text,
	"wanted" integer NOT NULL,
	"shown" integer NOT NULL,
	"shown_state" text,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"object_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"reference" jsonb NOT NULL,
	"language" text,
	"spoken_language" text,
	"current_draft" text,
	"welcome_draft" text,
	"body" text,
	"recent_activities" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"object_id" text NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"revision" integer NOT NULL,
	"last_click" text,
	"body" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"owner_kind" text NOT NULL,
	"owner_id" text NOT NULL,
	"generation" integer NOT NULL,
	"step" text NOT NULL,
	"state" text NOT NULL,
	"request_id" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"outcome" text,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "journal_owner_kind_owner_id_generation_step_pk" PRIMARY KEY("owner_kind","owner_id","generation","step")
);
--> statement-breakpoint
CREATE TABLE "passwords" (
	"submission_id" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"user_id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"object_id" text NOT NULL,
	"roles" jsonb NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" text PRIMARY KEY NOT NULL,
	"draft_id" text NOT NULL,
	"tenant_id" text NOT NULL,
	"object_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"state" text NOT NULL,
	"step" text,
	"reason" text,
	"generation" integer DEFAULT 1 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"correlation_id" text NOT NULL,
	"language" text NOT NULL,
	"domain_hmac" text NOT NULL,
	"live" boolean DEFAULT true NOT NULL,
	"payload" text NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_draft" ON "audit" USING btree ("draft_id");--> statement-breakpoint
CREATE INDEX "cards_behind" ON "cards" USING btree ("next_at") WHERE wanted > shown;--> statement-breakpoint
CREATE INDEX "drafts_owner" ON "drafts" USING btree ("tenant_id","object_id","updated_at");--> statement-breakpoint
CREATE INDEX "journal_due" ON "journal" USING btree ("next_at") WHERE owner_kind = 'draft' and state = 'intent';--> statement-breakpoint
CREATE UNIQUE INDEX "submissions_live_domain" ON "submissions" USING btree ("domain_hmac") WHERE live;--> statement-breakpoint
CREATE UNIQUE INDEX "submissions_live_draft" ON "submissions" USING btree ("draft_id") WHERE live;--> statement-breakpoint
CREATE INDEX "submissions_due" ON "submissions" USING btree ("next_at") WHERE live;--> statement-breakpoint
CREATE INDEX "submissions_owner" ON "submissions" USING btree ("tenant_id","object_id","updated_at");