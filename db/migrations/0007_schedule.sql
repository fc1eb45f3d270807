CREATE TABLE "booking_reminders" (
	"booking_id" uuid NOT NULL,
	"minutes_before" integer NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "booking_reminders_booking_id_minutes_before_pk" PRIMARY KEY("booking_id","minutes_before"),
	CONSTRAINT "booking_reminders_minutes" CHECK ("booking_reminders"."minutes_before" > 0)
);
--> statement-breakpoint
CREATE TABLE "commitments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"booking_id" uuid NOT NULL,
	"driver_id" uuid NOT NULL,
	"state" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	CONSTRAINT "commitments_state" CHECK ("commitments"."state" in ('held', 'redeemed', 'lapsed', 'released', 'withdrawn')),
	CONSTRAINT "commitments_ended" CHECK (("commitments"."state" = 'held') = ("commitments"."ended_at" is null)),
	CONSTRAINT "commitments_span" CHECK ("commitments"."starts_at" < "commitments"."ends_at")
);
--> statement-breakpoint
ALTER TABLE "dispatch_decisions" DROP CONSTRAINT "dispatch_decisions_kind";--> statement-breakpoint
DROP INDEX "bookings_scheduled";--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "search_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "booking_reminders" ADD CONSTRAINT "booking_reminders_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "booking_reminders_due" ON "booking_reminders" USING btree ("due_at") WHERE "booking_reminders"."sent_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "commitments_held_booking_key" ON "commitments" USING btree ("booking_id") WHERE "commitments"."state" = 'held';--> statement-breakpoint
CREATE INDEX "commitments_held" ON "commitments" USING btree ("starts_at") WHERE "commitments"."state" = 'held';--> statement-breakpoint
CREATE INDEX "bookings_ahead" ON "bookings" USING btree ("market","vehicle_class","scheduled_for","id") WHERE "bookings"."state" = 'scheduled';--> statement-breakpoint
CREATE INDEX "eta_observations_pickups" ON "eta_observations" USING btree ("market","vehicle_class","hour","observed_at") WHERE "eta_observations"."leg" = 'pickup';--> statement-breakpoint
CREATE INDEX "bookings_scheduled" ON "bookings" USING btree ("search_at","id") WHERE "bookings"."state" = 'scheduled';--> statement-breakpoint
ALTER TABLE "dispatch_decisions" ADD CONSTRAINT "dispatch_decisions_kind" CHECK ("dispatch_decisions"."kind" in ('matched', 'unmatched', 'manual', 'committed'));--> statement-breakpoint
-- By hand:
-- No driver holds two promises whose times overlap, whatever the interleaving.
CREATE EXTENSION IF NOT EXISTS btree_gist;--> statement-breakpoint
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_overlap" EXCLUDE USING gist ("driver_id" WITH =, tstzrange("starts_at", "ends_at") WITH &&) WHERE ("state" = 'held');
