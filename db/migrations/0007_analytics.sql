CREATE TABLE "analytics_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"generation" integer NOT NULL,
	"next_generation" integer,
	"bookings_until" uuid,
	"quotes_until" uuid,
	"duty_until" uuid,
	CONSTRAINT "analytics_state_single" CHECK ("analytics_state"."id" = 1),
	CONSTRAINT "analytics_state_next" CHECK ("analytics_state"."next_generation" > "analytics_state"."generation" or num_nonnulls("analytics_state"."next_generation", "analytics_state"."bookings_until", "analytics_state"."quotes_until", "analytics_state"."duty_until") = 0)
);
--> statement-breakpoint
CREATE TABLE "booking_facts" (
	"booking_id" uuid PRIMARY KEY NOT NULL,
	"seq" integer NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"currency" text NOT NULL,
	"cell" text NOT NULL,
	"driver_id" uuid,
	"quoted_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"assigned_at" timestamp with time zone,
	"arrived_at" timestamp with time zone,
	"collected_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"cancelled_by" text,
	"is_scheduled" boolean NOT NULL,
	"is_first" boolean NOT NULL,
	"is_surged" boolean NOT NULL,
	"assignment_s" integer,
	"eta_error_s" integer,
	"is_on_time" boolean,
	"haul_s" integer,
	"distance_m" integer NOT NULL,
	"price_minor" integer NOT NULL,
	"waiting_fee_minor" integer NOT NULL,
	"cancellation_fee_minor" integer NOT NULL,
	"surge_minor" integer NOT NULL,
	"hand_backs" integer NOT NULL,
	"offers" jsonb
);
--> statement-breakpoint
CREATE TABLE "booking_rollups" (
	"generation" integer NOT NULL,
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"currency" text NOT NULL,
	"booked" bigint DEFAULT 0 NOT NULL,
	"booked_assigned" bigint DEFAULT 0 NOT NULL,
	"booked_collected" bigint DEFAULT 0 NOT NULL,
	"booked_delivered" bigint DEFAULT 0 NOT NULL,
	"booked_completed" bigint DEFAULT 0 NOT NULL,
	"created" bigint DEFAULT 0 NOT NULL,
	"created_scheduled" bigint DEFAULT 0 NOT NULL,
	"created_surged" bigint DEFAULT 0 NOT NULL,
	"new_customers" bigint DEFAULT 0 NOT NULL,
	"assigned" bigint DEFAULT 0 NOT NULL,
	"assignments" bigint DEFAULT 0 NOT NULL,
	"assignment_s" bigint DEFAULT 0 NOT NULL,
	"pickups" bigint DEFAULT 0 NOT NULL,
	"pickups_timed" bigint DEFAULT 0 NOT NULL,
	"pickups_on_time" bigint DEFAULT 0 NOT NULL,
	"pickups_promised" bigint DEFAULT 0 NOT NULL,
	"eta_error_s" bigint DEFAULT 0 NOT NULL,
	"eta_error_abs_s" bigint DEFAULT 0 NOT NULL,
	"completed" bigint DEFAULT 0 NOT NULL,
	"cancelled_by_customer" bigint DEFAULT 0 NOT NULL,
	"cancelled_by_driver" bigint DEFAULT 0 NOT NULL,
	"cancelled_by_operator" bigint DEFAULT 0 NOT NULL,
	"unfulfilled" bigint DEFAULT 0 NOT NULL,
	"hand_backs" bigint DEFAULT 0 NOT NULL,
	"trips" bigint DEFAULT 0 NOT NULL,
	"trip_s" bigint DEFAULT 0 NOT NULL,
	"distance_m" bigint DEFAULT 0 NOT NULL,
	"price_minor" bigint DEFAULT 0 NOT NULL,
	"waiting_fee_minor" bigint DEFAULT 0 NOT NULL,
	"cancellation_fee_minor" bigint DEFAULT 0 NOT NULL,
	"surged" bigint DEFAULT 0 NOT NULL,
	"surged_price_minor" bigint DEFAULT 0 NOT NULL,
	"surge_minor" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "booking_rollups_generation_span_s_starts_at_market_vehicle_class_currency_pk" PRIMARY KEY("generation","span_s","starts_at","market","vehicle_class","currency")
);
--> statement-breakpoint
CREATE TABLE "cell_rollups" (
	"generation" integer NOT NULL,
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"cell" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"amount" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "cell_rollups_generation_span_s_kind_starts_at_cell_vehicle_class_pk" PRIMARY KEY("generation","span_s","kind","starts_at","cell","vehicle_class"),
	CONSTRAINT "cell_rollups_kind" CHECK ("cell_rollups"."kind" in ('quoted', 'booked', 'collected', 'unmet'))
);
--> statement-breakpoint
CREATE TABLE "driver_rollups" (
	"generation" integer NOT NULL,
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"driver_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"hauls" bigint DEFAULT 0 NOT NULL,
	"cancelled" bigint DEFAULT 0 NOT NULL,
	"distance_m" bigint DEFAULT 0 NOT NULL,
	"price_minor" bigint DEFAULT 0 NOT NULL,
	"haul_s" bigint DEFAULT 0 NOT NULL,
	"pickups_timed" bigint DEFAULT 0 NOT NULL,
	"pickups_on_time" bigint DEFAULT 0 NOT NULL,
	"offers_decided" bigint DEFAULT 0 NOT NULL,
	"offers_accepted" bigint DEFAULT 0 NOT NULL,
	"hand_backs" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "driver_rollups_generation_span_s_starts_at_driver_id_currency_pk" PRIMARY KEY("generation","span_s","starts_at","driver_id","currency")
);
--> statement-breakpoint
CREATE TABLE "duty_periods" (
	"driver_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"status" text NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "duty_periods_driver_id_started_at_pk" PRIMARY KEY("driver_id","started_at"),
	CONSTRAINT "duty_periods_status" CHECK ("duty_periods"."status" in ('available', 'paused')),
	CONSTRAINT "duty_periods_end" CHECK ("duty_periods"."ended_at" >= "duty_periods"."started_at")
);
--> statement-breakpoint
CREATE TABLE "duty_rollups" (
	"generation" integer NOT NULL,
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"driver_id" uuid NOT NULL,
	"available_s" bigint DEFAULT 0 NOT NULL,
	"paused_s" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "duty_rollups_generation_span_s_starts_at_driver_id_pk" PRIMARY KEY("generation","span_s","starts_at","driver_id")
);
--> statement-breakpoint
CREATE TABLE "quote_facts" (
	"quote_id" uuid PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"cell" text NOT NULL,
	"quoted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quote_rollups" (
	"generation" integer NOT NULL,
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"quotes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "quote_rollups_generation_span_s_starts_at_market_vehicle_class_pk" PRIMARY KEY("generation","span_s","starts_at","market","vehicle_class")
);
--> statement-breakpoint
CREATE TABLE "supply_cells" (
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"cell" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"free" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "supply_cells_span_s_starts_at_cell_vehicle_class_pk" PRIMARY KEY("span_s","starts_at","cell","vehicle_class")
);
--> statement-breakpoint
CREATE TABLE "supply_rollups" (
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"on_duty" bigint DEFAULT 0 NOT NULL,
	"on_haul" bigint DEFAULT 0 NOT NULL,
	"free" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "supply_rollups_span_s_starts_at_market_vehicle_class_pk" PRIMARY KEY("span_s","starts_at","market","vehicle_class")
);
--> statement-breakpoint
CREATE TABLE "supply_samples" (
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"samples" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "supply_samples_span_s_starts_at_pk" PRIMARY KEY("span_s","starts_at")
);
--> statement-breakpoint
CREATE TABLE "wait_rollups" (
	"generation" integer NOT NULL,
	"span_s" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"bucket" integer NOT NULL,
	"bookings" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "wait_rollups_generation_span_s_starts_at_market_vehicle_class_bucket_pk" PRIMARY KEY("generation","span_s","starts_at","market","vehicle_class","bucket")
);
--> statement-breakpoint
CREATE INDEX "booking_facts_ended" ON "booking_facts" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "duty_periods_started" ON "duty_periods" USING btree ("started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "duty_periods_open_key" ON "duty_periods" USING btree ("driver_id") WHERE "duty_periods"."ended_at" is null;