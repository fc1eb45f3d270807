ALTER TABLE "rate_cards" ADD COLUMN "waiting_per_minute_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "free_waiting_s" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "waiting_maximum_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "no_show_after_s" integer DEFAULT 900 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "windows_cover_week" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "created_by" uuid;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "created_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "rate_cards_start_key" ON "rate_cards" USING btree ("market","vehicle_class","starts_at") WHERE "rate_cards"."withdrawn_at" is null;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_waiting" CHECK ("rate_cards"."waiting_per_minute_minor" >= 0 and "rate_cards"."free_waiting_s" >= 0 and "rate_cards"."waiting_maximum_minor" >= 0
        and "rate_cards"."no_show_after_s" >= 0);--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_withdrawn" CHECK ("rate_cards"."withdrawn_at" < "rate_cards"."starts_at");