CREATE TABLE "zone_visits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"zone_id" uuid NOT NULL,
	"driver_id" uuid NOT NULL,
	"booking_id" uuid,
	"entered_at" timestamp with time zone NOT NULL,
	"dwelled_at" timestamp with time zone,
	"left_at" timestamp with time zone,
	"ended_by" text,
	"judged_until" timestamp with time zone NOT NULL,
	CONSTRAINT "zone_visits_ended" CHECK (("zone_visits"."left_at" is null) = ("zone_visits"."ended_by" is null) and coalesce("zone_visits"."ended_by", 'left') in ('left', 'off_duty', 'zone_ended')),
	CONSTRAINT "zone_visits_order" CHECK (coalesce("zone_visits"."left_at", "zone_visits"."entered_at") >= "zone_visits"."entered_at" and coalesce("zone_visits"."dwelled_at", "zone_visits"."entered_at") >= "zone_visits"."entered_at")
);
--> statement-breakpoint
CREATE TABLE "zones" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"geometry" jsonb NOT NULL,
	"west" double precision NOT NULL,
	"south" double precision NOT NULL,
	"east" double precision NOT NULL,
	"north" double precision NOT NULL,
	"area_m_2" double precision NOT NULL,
	"markets" text[] NOT NULL,
	"is_active" boolean NOT NULL,
	"vehicle_classes" text[],
	"keeps_hauls_inside" boolean,
	"cap_permille" integer,
	"dwell_s" integer,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "zones_kind" CHECK ("zones"."kind" in ('service_area', 'no_go', 'surge_cap', 'geofence')),
	CONSTRAINT "zones_box" CHECK ("zones"."west" between -180 and "zones"."east" and "zones"."east" <= 180
        and "zones"."south" between -90 and "zones"."north" and "zones"."north" <= 90 and "zones"."area_m_2" > 0),
	CONSTRAINT "zones_settings" CHECK (("zones"."kind" = 'service_area') = ("zones"."keeps_hauls_inside" is not null)
        and ("zones"."kind" = 'surge_cap') = ("zones"."cap_permille" is not null) and coalesce("zones"."cap_permille", 1000) >= 1000
        and ("zones"."kind" = 'geofence' or "zones"."dwell_s" is null) and coalesce("zones"."dwell_s", 1) > 0
        and ("zones"."kind" <> 'surge_cap' or "zones"."vehicle_classes" is null)),
	CONSTRAINT "zones_removed" CHECK ("zones"."removed_at" is null or not "zones"."is_active")
);
--> statement-breakpoint
ALTER TABLE "zone_visits" ADD CONSTRAINT "zone_visits_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_visits" ADD CONSTRAINT "zone_visits_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_visits" ADD CONSTRAINT "zone_visits_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zones" ADD CONSTRAINT "zones_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "zone_visits_open_key" ON "zone_visits" USING btree ("driver_id","zone_id") WHERE "zone_visits"."left_at" is null;--> statement-breakpoint
CREATE INDEX "zone_visits_zone" ON "zone_visits" USING btree ("zone_id","id");--> statement-breakpoint
CREATE INDEX "zone_visits_driver" ON "zone_visits" USING btree ("driver_id","judged_until");--> statement-breakpoint
CREATE INDEX "zone_visits_left" ON "zone_visits" USING btree ("left_at") WHERE "zone_visits"."left_at" is not null;--> statement-breakpoint
CREATE INDEX "zones_updated" ON "zones" USING btree ("updated_at");