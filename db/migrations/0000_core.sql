CREATE TABLE "dispatch_decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"booking_id" uuid NOT NULL,
	"offer_id" uuid,
	"chosen_driver_id" uuid,
	"kind" text NOT NULL,
	"radius_m" double precision NOT NULL,
	"candidates" jsonb NOT NULL,
	"decided_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"booking_id" uuid NOT NULL,
	"driver_id" uuid NOT NULL,
	"state" text NOT NULL,
	"pickup_distance_m" double precision NOT NULL,
	"pickup_eta_s" double precision NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"decided_at" timestamp with time zone,
	"decline_reason" text,
	CONSTRAINT "offers_state" CHECK ("offers"."state" in ('open', 'accepted', 'declined', 'expired', 'withdrawn', 'released', 'fulfilled'))
);
--> statement-breakpoint
CREATE TABLE "booking_events" (
	"booking_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"type" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"actor_role" text NOT NULL,
	"actor_id" uuid,
	"data" jsonb NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	CONSTRAINT "booking_events_booking_id_seq_pk" PRIMARY KEY("booking_id","seq")
);
--> statement-breakpoint
CREATE TABLE "booking_stops" (
	"booking_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"place" jsonb NOT NULL,
	CONSTRAINT "booking_stops_booking_id_position_pk" PRIMARY KEY("booking_id","position")
);
--> statement-breakpoint
CREATE TABLE "bookings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"quote_id" uuid NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"driver_id" uuid,
	"vehicle_id" uuid,
	"pickup" jsonb NOT NULL,
	"dropoff" jsonb NOT NULL,
	"cargo" jsonb,
	"price_minor" integer NOT NULL,
	"currency" text NOT NULL,
	"breakdown" jsonb NOT NULL,
	"surge" jsonb NOT NULL,
	"distance_m" integer NOT NULL,
	"duration_s" integer NOT NULL,
	"scheduled_for" timestamp with time zone,
	"search_started_at" timestamp with time zone,
	"assigned_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"cancelled_by" text,
	"cancel_reason" text,
	"cancellation_fee_minor" integer,
	"proof" jsonb,
	"rating_stars" integer,
	"rating_comment" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "bookings_quote_key" UNIQUE("quote_id"),
	CONSTRAINT "bookings_state" CHECK ("bookings"."state" in ('scheduled', 'searching', 'assigned', 'en_route_to_pickup', 'arrived_at_pickup', 'goods_collected', 'arrived_at_dropoff', 'delivered', 'completed', 'cancelled', 'unfulfilled')),
	CONSTRAINT "bookings_rating" CHECK ("bookings"."rating_stars" between 1 and 5),
	CONSTRAINT "bookings_driver" CHECK (("bookings"."state" in ('assigned', 'en_route_to_pickup', 'arrived_at_pickup', 'goods_collected', 'arrived_at_dropoff', 'delivered', 'completed')) <= ("bookings"."driver_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"response_status" integer NOT NULL,
	"response_body" jsonb NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
CREATE TABLE "share_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"booking_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consumer_cursors" (
	"consumer_group" text PRIMARY KEY NOT NULL,
	"window_from" "xid8" NOT NULL,
	"window_to" "xid8" NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consumer_group" text NOT NULL,
	"event" jsonb NOT NULL,
	"reason" text NOT NULL,
	"attempts" integer NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	"retried_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"consumer_group" text NOT NULL,
	"event_id" uuid NOT NULL,
	"handled_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_consumer_group_event_id_pk" PRIMARY KEY("consumer_group","event_id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"position" bigserial PRIMARY KEY NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"id" uuid NOT NULL,
	"topic" text NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"trace_id" text NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "outbox_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "parked_events" (
	"consumer_group" text NOT NULL,
	"position" bigint NOT NULL,
	"key" text NOT NULL,
	"event" jsonb NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"last_error" text NOT NULL,
	CONSTRAINT "parked_events_consumer_group_position_pk" PRIMARY KEY("consumer_group","position")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"actor_id" uuid NOT NULL,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"request_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "driver_availability" (
	"driver_id" uuid PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "driver_availability_status" CHECK ("driver_availability"."status" in ('available', 'paused', 'offline'))
);
--> statement-breakpoint
CREATE TABLE "drivers" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"approval" text DEFAULT 'pending' NOT NULL,
	"vehicle_class" text NOT NULL,
	"vehicle_id" uuid,
	"rating_sum" integer DEFAULT 0 NOT NULL,
	"rating_count" integer DEFAULT 0 NOT NULL,
	"offers_accepted" integer DEFAULT 0 NOT NULL,
	"offers_decided" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "drivers_vehicle_key" UNIQUE("vehicle_id"),
	CONSTRAINT "drivers_approval" CHECK ("drivers"."approval" in ('pending', 'approved', 'suspended'))
);
--> statement-breakpoint
CREATE TABLE "tracks" (
	"driver_id" uuid NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"lat" double precision NOT NULL,
	"lng" double precision NOT NULL,
	"speed_mps" double precision,
	"heading_deg" double precision,
	"accuracy_m" double precision,
	CONSTRAINT "tracks_driver_id_recorded_at_pk" PRIMARY KEY("driver_id","recorded_at")
) PARTITION BY RANGE ("recorded_at");
--> statement-breakpoint
CREATE TABLE "vehicle_classes" (
	"code" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"capacity_kg" double precision NOT NULL,
	"capacity_m_3" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vehicles" (
	"id" uuid PRIMARY KEY NOT NULL,
	"vehicle_class" text NOT NULL,
	"make" text NOT NULL,
	"model" text NOT NULL,
	"year" integer NOT NULL,
	"plate" text NOT NULL,
	"capacity_kg" double precision NOT NULL,
	"capacity_m_3" double precision NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "vehicles_status" CHECK ("vehicles"."status" in ('active', 'maintenance', 'retired')),
	CONSTRAINT "vehicles_capacity" CHECK ("vehicles"."capacity_kg" > 0 and "vehicles"."capacity_m_3" > 0)
);
--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"family_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "refresh_tokens_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text NOT NULL,
	"password_hash" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "users_role" CHECK ("users"."role" in ('customer', 'driver', 'operator', 'admin')),
	CONSTRAINT "users_status" CHECK ("users"."status" in ('active', 'suspended'))
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"rate_card_id" uuid NOT NULL,
	"pickup" jsonb NOT NULL,
	"dropoff" jsonb NOT NULL,
	"stops" jsonb NOT NULL,
	"scheduled_for" timestamp with time zone,
	"cargo" jsonb,
	"price_minor" integer NOT NULL,
	"currency" text NOT NULL,
	"breakdown" jsonb NOT NULL,
	"surge" jsonb NOT NULL,
	"distance_m" integer NOT NULL,
	"duration_s" integer NOT NULL,
	"pickup_eta_s" double precision,
	"signature" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "quotes_price" CHECK ("quotes"."price_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "rate_cards" (
	"id" uuid PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"version" integer NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"base_minor" integer NOT NULL,
	"per_km_minor" integer NOT NULL,
	"per_minute_minor" integer NOT NULL,
	"per_stop_minor" integer NOT NULL,
	"minimum_minor" integer NOT NULL,
	"maximum_minor" integer NOT NULL,
	"cancellation_fee_minor" integer NOT NULL,
	"free_cancellation_s" integer NOT NULL,
	"windows" jsonb NOT NULL,
	CONSTRAINT "rate_cards_currency" CHECK ("rate_cards"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "rate_cards_amounts" CHECK ("rate_cards"."base_minor" >= 0 and "rate_cards"."per_km_minor" >= 0 and "rate_cards"."per_minute_minor" >= 0 and "rate_cards"."per_stop_minor" >= 0
        and "rate_cards"."minimum_minor" >= 0 and "rate_cards"."maximum_minor" >= "rate_cards"."minimum_minor" and "rate_cards"."cancellation_fee_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "surge_cells" (
	"cell" text PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"multiplier_permille" integer NOT NULL,
	"inputs" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "surge_cells_multiplier" CHECK ("surge_cells"."multiplier_permille" >= 1000)
);
--> statement-breakpoint
ALTER TABLE "dispatch_decisions" ADD CONSTRAINT "dispatch_decisions_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_events" ADD CONSTRAINT "booking_events_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_stops" ADD CONSTRAINT "booking_stops_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_customer_id_users_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_quote_id_quotes_id_fk" FOREIGN KEY ("quote_id") REFERENCES "public"."quotes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "driver_availability" ADD CONSTRAINT "driver_availability_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drivers" ADD CONSTRAINT "drivers_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drivers" ADD CONSTRAINT "drivers_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drivers" ADD CONSTRAINT "drivers_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vehicles" ADD CONSTRAINT "vehicles_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_customer_id_users_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_rate_card_id_rate_cards_id_fk" FOREIGN KEY ("rate_card_id") REFERENCES "public"."rate_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dispatch_decisions_booking" ON "dispatch_decisions" USING btree ("booking_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_live_booking_key" ON "offers" USING btree ("booking_id") WHERE "offers"."state" in ('open', 'accepted');--> statement-breakpoint
CREATE UNIQUE INDEX "offers_live_driver_key" ON "offers" USING btree ("driver_id") WHERE "offers"."state" in ('open', 'accepted');--> statement-breakpoint
CREATE INDEX "offers_open_expiry" ON "offers" USING btree ("expires_at") WHERE "offers"."state" = 'open';--> statement-breakpoint
CREATE INDEX "offers_booking" ON "offers" USING btree ("booking_id");--> statement-breakpoint
CREATE UNIQUE INDEX "bookings_active_driver_key" ON "bookings" USING btree ("driver_id") WHERE "bookings"."state" in ('assigned', 'en_route_to_pickup', 'arrived_at_pickup', 'goods_collected', 'arrived_at_dropoff', 'delivered');--> statement-breakpoint
CREATE INDEX "bookings_searching" ON "bookings" USING btree ("market","search_started_at") WHERE "bookings"."state" = 'searching';--> statement-breakpoint
CREATE INDEX "bookings_scheduled" ON "bookings" USING btree ("scheduled_for") WHERE "bookings"."state" = 'scheduled';--> statement-breakpoint
CREATE INDEX "bookings_customer" ON "bookings" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "bookings_driver" ON "bookings" USING btree ("driver_id","id");--> statement-breakpoint
CREATE INDEX "bookings_state_id" ON "bookings" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_expiry" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "inbox_handled" ON "inbox" USING btree ("handled_at");--> statement-breakpoint
CREATE INDEX "outbox_window" ON "outbox" USING btree ("xid","position");--> statement-breakpoint
CREATE INDEX "parked_events_key" ON "parked_events" USING btree ("consumer_group","key","position");--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("subject_type","subject_id","id");--> statement-breakpoint
CREATE INDEX "driver_availability_online" ON "driver_availability" USING btree ("seen_at") WHERE "driver_availability"."status" <> 'offline';--> statement-breakpoint
CREATE UNIQUE INDEX "vehicles_plate_key" ON "vehicles" USING btree (upper("plate"));--> statement-breakpoint
CREATE INDEX "refresh_tokens_family" ON "refresh_tokens" USING btree ("family_id");--> statement-breakpoint
CREATE INDEX "refresh_tokens_user" ON "refresh_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "refresh_tokens_expiry" ON "refresh_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "quotes_expiry" ON "quotes" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rate_cards_version_key" ON "rate_cards" USING btree ("market","vehicle_class","version");--> statement-breakpoint
CREATE INDEX "surge_cells_market" ON "surge_cells" USING btree ("market");
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON "audit_log" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER booking_events_append_only BEFORE UPDATE OR DELETE ON "booking_events" FOR EACH ROW EXECUTE FUNCTION refuse_change();
