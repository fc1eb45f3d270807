CREATE TABLE "booking_proofs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"booking_id" uuid NOT NULL,
	"driver_id" uuid NOT NULL,
	"place" text NOT NULL,
	"stop" integer,
	"recipient_name" text,
	"lat" double precision,
	"lng" double precision,
	"distance_m" integer,
	"position_age_s" integer,
	"digest" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "booking_proofs_digest_key" UNIQUE("booking_id","digest"),
	CONSTRAINT "booking_proofs_place" CHECK ("booking_proofs"."place" in ('pickup', 'stop', 'dropoff') and ("booking_proofs"."place" = 'stop') = ("booking_proofs"."stop" is not null)),
	CONSTRAINT "booking_proofs_distance" CHECK ("booking_proofs"."distance_m" >= 0 and "booking_proofs"."position_age_s" >= 0),
	CONSTRAINT "booking_proofs_position" CHECK (num_nulls("booking_proofs"."lat", "booking_proofs"."lng", "booking_proofs"."distance_m", "booking_proofs"."position_age_s") in (0, 4))
);
--> statement-breakpoint
CREATE TABLE "booking_verifications" (
	"booking_id" uuid PRIMARY KEY NOT NULL,
	"pickup_pin" boolean NOT NULL,
	"dropoff_pin" boolean NOT NULL,
	"photo" boolean NOT NULL,
	"signature" boolean NOT NULL,
	"shares_dropoff_pin" boolean NOT NULL,
	"waived" text[] DEFAULT '{}' NOT NULL,
	"wrong_pins" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "booking_verifications_wrong_pins" CHECK ("booking_verifications"."wrong_pins" between 0 and 5),
	CONSTRAINT "booking_verifications_waived" CHECK ("booking_verifications"."waived" <@ array['pickupPin', 'dropoffPin', 'photo', 'signature'])
);
--> statement-breakpoint
CREATE TABLE "proof_files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"proof_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"content_type" text NOT NULL,
	"bytes" integer NOT NULL,
	"width_px" integer NOT NULL,
	"height_px" integer NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "proof_files_kind_key" UNIQUE("proof_id","kind"),
	CONSTRAINT "proof_files_kind" CHECK ("proof_files"."kind" in ('photo', 'signature')),
	CONSTRAINT "proof_files_size" CHECK ("proof_files"."bytes" > 0 and "proof_files"."width_px" > 0 and "proof_files"."height_px" > 0),
	CONSTRAINT "proof_files_sha256" CHECK ("proof_files"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "unattached_blobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "stop_order" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "booking_proofs" ADD CONSTRAINT "booking_proofs_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_proofs" ADD CONSTRAINT "booking_proofs_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_verifications" ADD CONSTRAINT "booking_verifications_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proof_files" ADD CONSTRAINT "proof_files_proof_id_booking_proofs_id_fk" FOREIGN KEY ("proof_id") REFERENCES "public"."booking_proofs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "booking_proofs_age" ON "booking_proofs" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "unattached_blobs_age" ON "unattached_blobs" USING btree ("created_at");