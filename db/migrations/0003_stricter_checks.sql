DROP INDEX "bookings_searching";--> statement-breakpoint
ALTER TABLE "consumer_cursors" ADD COLUMN "seen_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "bookings_searching" ON "bookings" USING btree ("search_started_at","id") WHERE "bookings"."state" = 'searching';--> statement-breakpoint
ALTER TABLE "dispatch_decisions" ADD CONSTRAINT "dispatch_decisions_kind" CHECK ("dispatch_decisions"."kind" in ('matched', 'unmatched', 'manual'));--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_decided" CHECK (("offers"."state" = 'open') = ("offers"."decided_at" is null));--> statement-breakpoint
ALTER TABLE "booking_events" ADD CONSTRAINT "booking_events_seq" CHECK ("booking_events"."seq" >= 1);--> statement-breakpoint
ALTER TABLE "booking_events" ADD CONSTRAINT "booking_events_states" CHECK ("booking_events"."from_state" in ('scheduled', 'searching', 'assigned', 'en_route_to_pickup', 'arrived_at_pickup', 'goods_collected', 'arrived_at_dropoff', 'delivered', 'completed', 'cancelled', 'unfulfilled') and "booking_events"."to_state" in ('scheduled', 'searching', 'assigned', 'en_route_to_pickup', 'arrived_at_pickup', 'goods_collected', 'arrived_at_dropoff', 'delivered', 'completed', 'cancelled', 'unfulfilled'));--> statement-breakpoint
ALTER TABLE "booking_events" ADD CONSTRAINT "booking_events_actor" CHECK ("booking_events"."actor_role" in ('customer', 'driver', 'operator', 'admin', 'system'));--> statement-breakpoint
ALTER TABLE "booking_stops" ADD CONSTRAINT "booking_stops_position" CHECK ("booking_stops"."position" >= 0);--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_version" CHECK ("bookings"."version" >= 1);--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_amounts" CHECK ("bookings"."price_minor" >= 0 and "bookings"."cancellation_fee_minor" >= 0 and "bookings"."distance_m" >= 0 and "bookings"."duration_s" >= 0);--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_currency" CHECK ("bookings"."currency" ~ '^[A-Z]{3}$');--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_scheduled" CHECK ("bookings"."state" <> 'scheduled' or "bookings"."scheduled_for" is not null);--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_searching" CHECK ("bookings"."state" <> 'searching' or ("bookings"."search_started_at" is not null and "bookings"."driver_id" is null));--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_completed" CHECK ("bookings"."state" <> 'completed' or "bookings"."completed_at" is not null);--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_cancelled" CHECK (("bookings"."state" = 'cancelled') = ("bookings"."cancelled_by" is not null)
        and "bookings"."cancelled_by" in ('customer', 'driver', 'operator', 'admin'));--> statement-breakpoint
ALTER TABLE "drivers" ADD CONSTRAINT "drivers_counts" CHECK ("drivers"."rating_count" >= 0 and "drivers"."rating_sum" between "drivers"."rating_count" and 5 * "drivers"."rating_count"
        and "drivers"."offers_accepted" between 0 and "drivers"."offers_decided");--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_place" CHECK (lat between -90 and 90 and lng between -180 and 180);--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_currency" CHECK ("quotes"."currency" ~ '^[A-Z]{3}$');--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_way" CHECK ("quotes"."distance_m" >= 0 and "quotes"."duration_s" >= 0);--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_expiry" CHECK ("quotes"."expires_at" > "quotes"."created_at");--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_free_cancellation" CHECK ("rate_cards"."free_cancellation_s" >= 0);