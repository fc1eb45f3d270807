CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"driver_id" uuid,
	"vehicle_id" uuid,
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"issued_on" date,
	"expires_on" date,
	"warned_days" integer,
	"renews_id" uuid,
	"renewed_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "documents_subject" CHECK (num_nonnulls("documents"."driver_id", "documents"."vehicle_id") = 1),
	CONSTRAINT "documents_kind" CHECK ("documents"."kind" in ('driving_licence', 'identity', 'registration', 'insurance', 'inspection', 'permit')),
	CONSTRAINT "documents_days" CHECK ("documents"."issued_on" <= "documents"."expires_on"),
	CONSTRAINT "documents_warned" CHECK ("documents"."warned_days" in (30, 14, 7, 1, -1))
);
--> statement-breakpoint
CREATE TABLE "fleet_settings" (
	"id" integer PRIMARY KEY NOT NULL,
	"time_zone" text NOT NULL,
	"driver_documents" text[] NOT NULL,
	"vehicle_documents" text[] NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "fleet_settings_single" CHECK ("fleet_settings"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "maintenance_periods" (
	"id" uuid PRIMARY KEY NOT NULL,
	"vehicle_id" uuid NOT NULL,
	"state" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"reason" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "maintenance_periods_state" CHECK ("maintenance_periods"."state" in ('planned', 'under_way', 'ended', 'cancelled')),
	CONSTRAINT "maintenance_periods_end" CHECK (case when "maintenance_periods"."ends_at" is null then "maintenance_periods"."state" <> 'ended' else "maintenance_periods"."ends_at" >= "maintenance_periods"."starts_at" end)
);
--> statement-breakpoint
CREATE TABLE "vehicle_assignments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"vehicle_id" uuid NOT NULL,
	"driver_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "vehicle_assignments_order" CHECK ("vehicle_assignments"."ended_at" is null or "vehicle_assignments"."ended_at" >= "vehicle_assignments"."started_at")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ALTER COLUMN "actor_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "ip_address" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "drivers" ADD COLUMN "approval_reason" text;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_periods" ADD CONSTRAINT "maintenance_periods_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_periods" ADD CONSTRAINT "maintenance_periods_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vehicle_assignments" ADD CONSTRAINT "vehicle_assignments_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vehicle_assignments" ADD CONSTRAINT "vehicle_assignments_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_driver_key" ON "documents" USING btree ("driver_id","kind",upper("number")) WHERE "documents"."renewed_at" is null and "documents"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_vehicle_key" ON "documents" USING btree ("vehicle_id","kind",upper("number")) WHERE "documents"."renewed_at" is null and "documents"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_renewal_key" ON "documents" USING btree ("renews_id") WHERE "documents"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "documents_expiry" ON "documents" USING btree ("expires_on") WHERE "documents"."renewed_at" is null and "documents"."removed_at" is null and "documents"."warned_days" is distinct from -1;--> statement-breakpoint
CREATE INDEX "documents_of_driver" ON "documents" USING btree ("driver_id","kind") WHERE "documents"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "documents_of_vehicle" ON "documents" USING btree ("vehicle_id","kind") WHERE "documents"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "maintenance_periods_vehicle" ON "maintenance_periods" USING btree ("vehicle_id","starts_at");--> statement-breakpoint
CREATE INDEX "maintenance_periods_planned" ON "maintenance_periods" USING btree ("starts_at") WHERE "maintenance_periods"."state" = 'planned';--> statement-breakpoint
CREATE INDEX "maintenance_periods_under_way" ON "maintenance_periods" USING btree ("ends_at") WHERE "maintenance_periods"."state" = 'under_way';--> statement-breakpoint
CREATE UNIQUE INDEX "maintenance_periods_under_way_key" ON "maintenance_periods" USING btree ("vehicle_id") WHERE "maintenance_periods"."state" = 'under_way';--> statement-breakpoint
CREATE INDEX "vehicle_assignments_vehicle" ON "vehicle_assignments" USING btree ("vehicle_id","started_at");--> statement-breakpoint
CREATE INDEX "vehicle_assignments_driver" ON "vehicle_assignments" USING btree ("driver_id","started_at");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_action" ON "audit_log" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "audit_log_request" ON "audit_log" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "audit_log_age" ON "audit_log" USING btree ("occurred_at");
--> statement-breakpoint
-- By hand:
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
ALTER TABLE "vehicle_assignments" ADD CONSTRAINT "vehicle_assignments_vehicle_apart" EXCLUDE USING gist ("vehicle_id" WITH =, tstzrange("started_at", "ended_at") WITH &&);
--> statement-breakpoint
ALTER TABLE "vehicle_assignments" ADD CONSTRAINT "vehicle_assignments_driver_apart" EXCLUDE USING gist ("driver_id" WITH =, tstzrange("started_at", "ended_at") WITH &&);
--> statement-breakpoint
ALTER TABLE "maintenance_periods" ADD CONSTRAINT "maintenance_periods_apart" EXCLUDE USING gist ("vehicle_id" WITH =, tstzrange("starts_at", "ends_at") WITH &&) WHERE ("state" <> 'cancelled');
--> statement-breakpoint
CREATE TRIGGER audit_log_never_truncated BEFORE TRUNCATE ON "audit_log" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
INSERT INTO "vehicle_assignments" ("id", "vehicle_id", "driver_id", "started_at")
SELECT gen_random_uuid(), "vehicle_id", "user_id", now() FROM "drivers" WHERE "vehicle_id" IS NOT NULL;
--> statement-breakpoint
INSERT INTO "maintenance_periods" ("id", "vehicle_id", "state", "starts_at", "reason", "created_at")
SELECT gen_random_uuid(), "id", 'under_way', "updated_at", 'Taken out of service by hand', "updated_at" FROM "vehicles" WHERE "status" = 'maintenance';
