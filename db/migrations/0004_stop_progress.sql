ALTER TABLE "booking_stops" ADD COLUMN "reached_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "next_stop" jsonb;