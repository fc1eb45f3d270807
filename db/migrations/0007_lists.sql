CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "booking_texts" (
	"booking_id" uuid PRIMARY KEY NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
DROP INDEX "bookings_state_id";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "invitation_ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "booking_texts" ADD CONSTRAINT "booking_texts_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
INSERT INTO "booking_texts" SELECT id, concat(' ', id, E'\n ', pickup->>'address', E'\n ', dropoff->>'address') FROM "bookings";
--> statement-breakpoint
CREATE INDEX "booking_texts_trigrams" ON "booking_texts" USING gin ("text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "bookings_by_state" ON "bookings" USING btree ("state","vehicle_class","id","created_at");--> statement-breakpoint
CREATE INDEX "bookings_by_market" ON "bookings" USING btree ("market","state","vehicle_class","id","created_at");--> statement-breakpoint
CREATE INDEX "bookings_past" ON "bookings" USING gist (tstzrange("created_at", greatest("created_at", "updated_at"), '[]')) WHERE "bookings"."state" in ('completed', 'cancelled', 'unfulfilled');
--> statement-breakpoint
CREATE FUNCTION keep_booking_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  words text := concat(' ', NEW.id, E'\n ', NEW.pickup->>'address', E'\n ', NEW.dropoff->>'address');
BEGIN
  INSERT INTO booking_texts VALUES (NEW.id, words)
    ON CONFLICT (booking_id) DO UPDATE SET text = words WHERE booking_texts.text <> words;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER bookings_keep_text AFTER INSERT OR UPDATE OF pickup, dropoff ON "bookings" FOR EACH ROW EXECUTE FUNCTION keep_booking_text();
