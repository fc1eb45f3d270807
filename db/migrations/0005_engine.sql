CREATE TABLE "eta_corrections" (
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"leg" text NOT NULL,
	"hour" integer NOT NULL,
	"factor" double precision NOT NULL,
	"spread" double precision NOT NULL,
	"samples" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "eta_corrections_market_vehicle_class_leg_hour_pk" PRIMARY KEY("market","vehicle_class","leg","hour"),
	CONSTRAINT "eta_corrections_leg" CHECK ("eta_corrections"."leg" in ('pickup', 'haul')),
	CONSTRAINT "eta_corrections_hour" CHECK ("eta_corrections"."hour" between 0 and 23),
	CONSTRAINT "eta_corrections_factor" CHECK ("eta_corrections"."factor" > 0 and "eta_corrections"."samples" >= 0)
);
--> statement-breakpoint
CREATE TABLE "eta_observations" (
	"booking_id" uuid NOT NULL,
	"leg" text NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"hour" integer NOT NULL,
	"predicted_s" double precision NOT NULL,
	"actual_s" double precision NOT NULL,
	"observed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "eta_observations_booking_id_leg_pk" PRIMARY KEY("booking_id","leg"),
	CONSTRAINT "eta_observations_leg" CHECK ("eta_observations"."leg" in ('pickup', 'haul')),
	CONSTRAINT "eta_observations_hour" CHECK ("eta_observations"."hour" between 0 and 23),
	CONSTRAINT "eta_observations_times" CHECK ("eta_observations"."predicted_s" >= 0 and "eta_observations"."actual_s" >= 0)
);
--> statement-breakpoint
CREATE TABLE "surge_controls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"kind" text NOT NULL,
	"multiplier_permille" integer,
	"reason" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" uuid,
	CONSTRAINT "surge_controls_kind" CHECK ("surge_controls"."kind" in ('freeze', 'override')),
	CONSTRAINT "surge_controls_multiplier" CHECK (("surge_controls"."kind" = 'override') = ("surge_controls"."multiplier_permille" is not null) and coalesce("surge_controls"."multiplier_permille", 1000) >= 1000)
);
--> statement-breakpoint
CREATE TABLE "surge_parameters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"mode" text NOT NULL,
	"version" integer NOT NULL,
	"parameters" jsonb,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "surge_parameters_mode" CHECK ("surge_parameters"."mode" in ('live', 'shadow')),
	CONSTRAINT "surge_parameters_live" CHECK ("surge_parameters"."mode" = 'shadow' or "surge_parameters"."parameters" is not null)
);
--> statement-breakpoint
CREATE TABLE "surge_publications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"parameters_version" integer NOT NULL,
	"shadow_version" integer,
	"control_id" uuid,
	"cells" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "offers" DROP CONSTRAINT "offers_state";--> statement-breakpoint
ALTER TABLE "offers" DROP CONSTRAINT "offers_decided";--> statement-breakpoint
DROP INDEX "offers_live_booking_key";--> statement-breakpoint
DROP INDEX "offers_open_expiry";--> statement-breakpoint
ALTER TABLE "dispatch_decisions" ADD COLUMN "greedy_driver_id" uuid;--> statement-breakpoint
ALTER TABLE "dispatch_decisions" ADD COLUMN "unmatched_cost_s" double precision;--> statement-breakpoint
ALTER TABLE "dispatch_decisions" ADD COLUMN "batch" jsonb;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "free_in_s" double precision;--> statement-breakpoint
ALTER TABLE "eta_corrections" ADD CONSTRAINT "eta_corrections_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eta_observations" ADD CONSTRAINT "eta_observations_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eta_observations" ADD CONSTRAINT "eta_observations_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surge_controls" ADD CONSTRAINT "surge_controls_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surge_controls" ADD CONSTRAINT "surge_controls_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surge_parameters" ADD CONSTRAINT "surge_parameters_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surge_publications" ADD CONSTRAINT "surge_publications_control_id_surge_controls_id_fk" FOREIGN KEY ("control_id") REFERENCES "public"."surge_controls"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "eta_observations_age" ON "eta_observations" USING btree ("observed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "surge_controls_live_key" ON "surge_controls" USING btree ("market") WHERE "surge_controls"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "surge_parameters_version_key" ON "surge_parameters" USING btree ("market","mode","version");--> statement-breakpoint
CREATE INDEX "surge_publications_market" ON "surge_publications" USING btree ("market","published_at");--> statement-breakpoint
CREATE INDEX "surge_publications_age" ON "surge_publications" USING btree ("published_at");--> statement-breakpoint
CREATE INDEX "dispatch_decisions_age" ON "dispatch_decisions" USING btree ("decided_at");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_next_driver_key" ON "offers" USING btree ("driver_id") WHERE "offers"."state" in ('forward', 'queued');--> statement-breakpoint
CREATE INDEX "quotes_demand" ON "quotes" USING btree ("market","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_live_booking_key" ON "offers" USING btree ("booking_id") WHERE "offers"."state" in ('open', 'accepted', 'forward', 'queued');--> statement-breakpoint
CREATE INDEX "offers_open_expiry" ON "offers" USING btree ("expires_at") WHERE "offers"."state" in ('open', 'forward');--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_state" CHECK ("offers"."state" in ('open', 'accepted', 'forward', 'queued', 'declined', 'expired', 'withdrawn', 'released', 'fulfilled'));--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_decided" CHECK (("offers"."state" in ('open', 'forward')) = ("offers"."decided_at" is null));