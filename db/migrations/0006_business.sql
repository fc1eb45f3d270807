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
CREATE TABLE "quote_facts" (
	"quote_id" uuid PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"cell" text NOT NULL,
	"quoted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "invoice_series" (
	"company" text NOT NULL,
	"year" integer NOT NULL,
	"last_number" integer NOT NULL,
	CONSTRAINT "invoice_series_company_year_pk" PRIMARY KEY("company","year"),
	CONSTRAINT "invoice_series_number" CHECK ("invoice_series"."last_number" >= 1)
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company" text NOT NULL,
	"year" integer NOT NULL,
	"number" integer NOT NULL,
	"customer_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"state" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	"note" text,
	CONSTRAINT "invoices_state" CHECK ("invoices"."state" in ('open', 'paid', 'void')),
	CONSTRAINT "invoices_times" CHECK (("invoices"."state" = 'paid') = ("invoices"."paid_at" is not null) and ("invoices"."state" = 'void') = ("invoices"."voided_at" is not null)
        and "invoices"."due_at" >= "invoices"."issued_at"),
	CONSTRAINT "invoices_total" CHECK ("invoices"."total_minor" > 0 and "invoices"."number" >= 1)
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"owner_id" uuid,
	"currency" text NOT NULL,
	CONSTRAINT "ledger_accounts_key" UNIQUE NULLS NOT DISTINCT("kind","owner_id","currency"),
	CONSTRAINT "ledger_accounts_currency_key" UNIQUE("id","currency"),
	CONSTRAINT "ledger_accounts_kind" CHECK ("ledger_accounts"."kind" in ('customer_receivable', 'driver_payable', 'driver_cash', 'commission_revenue', 'fee_revenue', 'tax_payable', 'refund_expense', 'adjustment_expense', 'provider_clearing')),
	CONSTRAINT "ledger_accounts_owned" CHECK (("ledger_accounts"."kind" in ('commission_revenue', 'fee_revenue', 'tax_payable', 'refund_expense', 'adjustment_expense', 'provider_clearing')) = ("ledger_accounts"."owner_id" is null)),
	CONSTRAINT "ledger_accounts_currency" CHECK ("ledger_accounts"."currency" ~ '^[A-Z]{3}$')
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"posting_count" smallint NOT NULL,
	"booking_id" uuid,
	"market" text,
	"invoice_id" uuid,
	"reverses_id" uuid,
	"reason" text,
	"actor_id" uuid,
	"idempotency_key" text,
	"request_hash" text,
	"posted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledger_entries_posted_key" UNIQUE("id","currency","posted_at"),
	CONSTRAINT "ledger_entries_kind" CHECK ("ledger_entries"."kind" in ('fare', 'waiting_fee', 'cancellation_fee', 'commission', 'payment_cash', 'payment_card', 'payment_invoice', 'refund', 'adjustment', 'payout', 'cash_remittance', 'reversal')),
	CONSTRAINT "ledger_entries_postings" CHECK ("ledger_entries"."posting_count" >= 2),
	CONSTRAINT "ledger_entries_booked" CHECK ("ledger_entries"."kind" not in ('fare', 'waiting_fee', 'cancellation_fee', 'commission', 'payment_cash', 'payment_card') or "ledger_entries"."booking_id" is not null),
	CONSTRAINT "ledger_entries_reversal" CHECK (("ledger_entries"."kind" = 'reversal') = ("ledger_entries"."reverses_id" is not null)),
	CONSTRAINT "ledger_entries_by_hand" CHECK (("ledger_entries"."actor_id" is null) = ("ledger_entries"."idempotency_key" is null) and ("ledger_entries"."actor_id" is null) = ("ledger_entries"."request_hash" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger_postings" (
	"entry_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"account_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"posted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledger_postings_entry_id_position_pk" PRIMARY KEY("entry_id","position"),
	CONSTRAINT "ledger_postings_amount" CHECK ("ledger_postings"."amount_minor" between -9007199254740991 and 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE "emails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"address" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "emails_state" CHECK ("emails"."state" in ('waiting', 'sent', 'failed')),
	CONSTRAINT "emails_waits" CHECK (("emails"."state" = 'waiting') = ("emails"."finished_at" is null))
);
--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"is_on" boolean NOT NULL,
	CONSTRAINT "notification_preferences_user_id_kind_channel_pk" PRIMARY KEY("user_id","kind","channel"),
	CONSTRAINT "notification_preferences_channel" CHECK ("notification_preferences"."channel" in ('inbox', 'email'))
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"link" text,
	"created_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_attempts" (
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"attempted_at" timestamp with time zone NOT NULL,
	"latency_ms" integer NOT NULL,
	"status" integer,
	"response" text NOT NULL,
	"error" text,
	CONSTRAINT "webhook_attempts_delivery_id_number_pk" PRIMARY KEY("delivery_id","number"),
	CONSTRAINT "webhook_attempts_latency" CHECK ("webhook_attempts"."latency_ms" >= 0)
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"webhook_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "webhook_deliveries_state" CHECK ("webhook_deliveries"."state" in ('waiting', 'delivered', 'failed')),
	CONSTRAINT "webhook_deliveries_waits" CHECK (("webhook_deliveries"."state" = 'waiting') = ("webhook_deliveries"."finished_at" is null)),
	CONSTRAINT "webhook_deliveries_counts" CHECK ("webhook_deliveries"."failures" >= 0 and "webhook_deliveries"."attempts" >= 0)
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"event_types" jsonb NOT NULL,
	"sealed_secret" text NOT NULL,
	"previous_sealed_secret" text,
	"previous_secret_until" timestamp with time zone,
	"status" text DEFAULT 'enabled' NOT NULL,
	"disabled_reason" text,
	"failing_since" timestamp with time zone,
	"failures_in_row" integer DEFAULT 0 NOT NULL,
	"paused_until" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "webhooks_status" CHECK ("webhooks"."status" in ('enabled', 'disabled')),
	CONSTRAINT "webhooks_disabled" CHECK (("webhooks"."status" = 'disabled') = ("webhooks"."disabled_reason" is not null)
        and "webhooks"."disabled_reason" in ('by_admin', 'gone', 'failing')),
	CONSTRAINT "webhooks_previous_secret" CHECK (("webhooks"."previous_sealed_secret" is null) = ("webhooks"."previous_secret_until" is null)),
	CONSTRAINT "webhooks_failures" CHECK ("webhooks"."failures_in_row" >= 0 and ("webhooks"."failures_in_row" = 0) = ("webhooks"."failing_since" is null))
);
--> statement-breakpoint
CREATE TABLE "commission_terms" (
	"id" uuid PRIMARY KEY NOT NULL,
	"market" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"version" integer NOT NULL,
	"share_permille" integer NOT NULL,
	"tax_permille" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "commission_terms_permille" CHECK ("commission_terms"."share_permille" between 0 and 1000 and "commission_terms"."tax_permille" between 0 and 1000)
);
--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"invoice_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"is_void" boolean DEFAULT false NOT NULL,
	CONSTRAINT "invoice_lines_invoice_id_entry_id_pk" PRIMARY KEY("invoice_id","entry_id")
);
--> statement-breakpoint
CREATE TABLE "payment_operations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"method" text NOT NULL,
	"kind" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"booking_id" uuid NOT NULL,
	"parent_id" uuid,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payment_operations_kind" CHECK ("payment_operations"."kind" in ('authorisation', 'capture', 'refund')),
	CONSTRAINT "payment_operations_parent" CHECK (("payment_operations"."kind" = 'authorisation') = ("payment_operations"."parent_id" is null)),
	CONSTRAINT "payment_operations_amount" CHECK ("payment_operations"."amount_minor" >= 0)
);
--> statement-breakpoint
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
CREATE TABLE "customer_reputations" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"rating_sum" integer NOT NULL,
	"rating_count" integer NOT NULL,
	CONSTRAINT "customer_reputations_counts" CHECK ("customer_reputations"."rating_count" >= 1 and "customer_reputations"."rating_sum" between "customer_reputations"."rating_count" and 5 * "customer_reputations"."rating_count")
);
--> statement-breakpoint
CREATE TABLE "driver_reliability_days" (
	"driver_id" uuid NOT NULL,
	"day" date NOT NULL,
	"offered" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"declined" integer DEFAULT 0 NOT NULL,
	"expired" integer DEFAULT 0 NOT NULL,
	"assigned" integer DEFAULT 0 NOT NULL,
	"completed" integer DEFAULT 0 NOT NULL,
	"dropped_out" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "driver_reliability_days_driver_id_day_pk" PRIMARY KEY("driver_id","day"),
	CONSTRAINT "driver_reliability_days_counts" CHECK (least("driver_reliability_days"."offered", "driver_reliability_days"."accepted", "driver_reliability_days"."declined", "driver_reliability_days"."expired", "driver_reliability_days"."assigned",
        "driver_reliability_days"."completed", "driver_reliability_days"."dropped_out") >= 0)
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
	"cell" text NOT NULL,
	"vehicle_class" text NOT NULL,
	"quoted" bigint DEFAULT 0 NOT NULL,
	"booked" bigint DEFAULT 0 NOT NULL,
	"collected" bigint DEFAULT 0 NOT NULL,
	"unmet" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "cell_rollups_generation_span_s_starts_at_cell_vehicle_class_pk" PRIMARY KEY("generation","span_s","starts_at","cell","vehicle_class")
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
ALTER TABLE "dispatch_decisions" DROP CONSTRAINT "dispatch_decisions_kind";--> statement-breakpoint
ALTER TABLE "bookings" DROP CONSTRAINT "bookings_amounts";--> statement-breakpoint
ALTER TABLE "drivers" DROP CONSTRAINT "drivers_counts";--> statement-breakpoint
DROP INDEX "bookings_scheduled";--> statement-breakpoint
ALTER TABLE "audit_log" ALTER COLUMN "actor_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "waiting_fee_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "search_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "payment_method" text DEFAULT 'invoice' NOT NULL;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "customer_rating_stars" integer;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "customer_rating_comment" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "ip_address" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "drivers" ADD COLUMN "approval_reason" text;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "stop_order" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "waiting_per_minute_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "free_waiting_s" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "waiting_maximum_minor" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "no_show_after_s" integer DEFAULT 900 NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "windows_cover_week" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "created_by" uuid;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "created_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "rate_cards" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_periods" ADD CONSTRAINT "maintenance_periods_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_periods" ADD CONSTRAINT "maintenance_periods_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vehicle_assignments" ADD CONSTRAINT "vehicle_assignments_vehicle_id_vehicles_id_fk" FOREIGN KEY ("vehicle_id") REFERENCES "public"."vehicles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vehicle_assignments" ADD CONSTRAINT "vehicle_assignments_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_customer_id_users_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_reverses_fk" FOREIGN KEY ("reverses_id") REFERENCES "public"."ledger_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_entry_fk" FOREIGN KEY ("entry_id","currency","posted_at") REFERENCES "public"."ledger_entries"("id","currency","posted_at") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_account_fk" FOREIGN KEY ("account_id","currency") REFERENCES "public"."ledger_accounts"("id","currency") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "emails" ADD CONSTRAINT "emails_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_webhook_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_terms" ADD CONSTRAINT "commission_terms_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_terms" ADD CONSTRAINT "commission_terms_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_entry_id_ledger_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."ledger_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_operations" ADD CONSTRAINT "payment_operations_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_operations" ADD CONSTRAINT "payment_operations_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."payment_operations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_proofs" ADD CONSTRAINT "booking_proofs_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_proofs" ADD CONSTRAINT "booking_proofs_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_verifications" ADD CONSTRAINT "booking_verifications_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proof_files" ADD CONSTRAINT "proof_files_proof_id_booking_proofs_id_fk" FOREIGN KEY ("proof_id") REFERENCES "public"."booking_proofs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_reputations" ADD CONSTRAINT "customer_reputations_customer_id_users_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "driver_reliability_days" ADD CONSTRAINT "driver_reliability_days_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_reminders" ADD CONSTRAINT "booking_reminders_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_visits" ADD CONSTRAINT "zone_visits_zone_id_zones_id_fk" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_visits" ADD CONSTRAINT "zone_visits_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zone_visits" ADD CONSTRAINT "zone_visits_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zones" ADD CONSTRAINT "zones_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "booking_facts_ended" ON "booking_facts" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "duty_periods_started" ON "duty_periods" USING btree ("started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "duty_periods_open_key" ON "duty_periods" USING btree ("driver_id") WHERE "duty_periods"."ended_at" is null;--> statement-breakpoint
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
CREATE UNIQUE INDEX "invoices_number_key" ON "invoices" USING btree ("company","year","number");--> statement-breakpoint
CREATE INDEX "invoices_customer" ON "invoices" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "ledger_accounts_owner" ON "ledger_accounts" USING btree ("owner_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_booking_key" ON "ledger_entries" USING btree ("booking_id","kind") WHERE "ledger_entries"."kind" in ('fare', 'waiting_fee', 'cancellation_fee', 'commission', 'payment_cash', 'payment_card');--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_invoice_key" ON "ledger_entries" USING btree ("invoice_id") WHERE "ledger_entries"."kind" = 'payment_invoice';--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_reverses_key" ON "ledger_entries" USING btree ("reverses_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_idempotency_key" ON "ledger_entries" USING btree ("actor_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "ledger_entries_booking" ON "ledger_entries" USING btree ("booking_id");--> statement-breakpoint
CREATE INDEX "ledger_entries_posted" ON "ledger_entries" USING btree ("posted_at","id");--> statement-breakpoint
CREATE INDEX "ledger_postings_account" ON "ledger_postings" USING btree ("account_id","posted_at","entry_id","amount_minor");--> statement-breakpoint
CREATE UNIQUE INDEX "emails_event_key" ON "emails" USING btree ("event_id","user_id");--> statement-breakpoint
CREATE INDEX "emails_waiting" ON "emails" USING btree ("next_attempt_at") WHERE "emails"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "emails_finished" ON "emails" USING btree ("finished_at");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_event_key" ON "notifications" USING btree ("event_id","user_id");--> statement-breakpoint
CREATE INDEX "notifications_user" ON "notifications" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("user_id","id") WHERE "notifications"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_created" ON "notifications" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_event_key" ON "webhook_deliveries" USING btree ("webhook_id","event_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_log" ON "webhook_deliveries" USING btree ("webhook_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_waiting" ON "webhook_deliveries" USING btree ("webhook_id","next_attempt_at") WHERE "webhook_deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_finished" ON "webhook_deliveries" USING btree ("finished_at");--> statement-breakpoint
CREATE UNIQUE INDEX "commission_terms_version_key" ON "commission_terms" USING btree ("market","vehicle_class","version");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_lines_entry_key" ON "invoice_lines" USING btree ("entry_id") WHERE not "invoice_lines"."is_void";--> statement-breakpoint
CREATE UNIQUE INDEX "payment_operations_idempotency_key" ON "payment_operations" USING btree ("method","idempotency_key");--> statement-breakpoint
CREATE INDEX "payment_operations_parent" ON "payment_operations" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "payment_operations_booking" ON "payment_operations" USING btree ("booking_id");--> statement-breakpoint
CREATE INDEX "booking_proofs_age" ON "booking_proofs" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "unattached_blobs_age" ON "unattached_blobs" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "booking_reminders_due" ON "booking_reminders" USING btree ("due_at") WHERE "booking_reminders"."sent_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "commitments_held_booking_key" ON "commitments" USING btree ("booking_id") WHERE "commitments"."state" = 'held';--> statement-breakpoint
CREATE INDEX "commitments_held" ON "commitments" USING btree ("starts_at") WHERE "commitments"."state" = 'held';--> statement-breakpoint
CREATE UNIQUE INDEX "zone_visits_open_key" ON "zone_visits" USING btree ("driver_id","zone_id") WHERE "zone_visits"."left_at" is null;--> statement-breakpoint
CREATE INDEX "zone_visits_zone" ON "zone_visits" USING btree ("zone_id","id");--> statement-breakpoint
CREATE INDEX "zone_visits_driver" ON "zone_visits" USING btree ("driver_id","judged_until");--> statement-breakpoint
CREATE INDEX "zone_visits_left" ON "zone_visits" USING btree ("left_at") WHERE "zone_visits"."left_at" is not null;--> statement-breakpoint
CREATE INDEX "zones_updated" ON "zones" USING btree ("updated_at");--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bookings_ahead" ON "bookings" USING btree ("market","vehicle_class","scheduled_for","id") WHERE "bookings"."state" = 'scheduled';--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_action" ON "audit_log" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "audit_log_request" ON "audit_log" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "audit_log_age" ON "audit_log" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "users_by_role" ON "users" USING btree ("role");--> statement-breakpoint
CREATE UNIQUE INDEX "rate_cards_start_key" ON "rate_cards" USING btree ("market","vehicle_class","starts_at") WHERE "rate_cards"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "eta_observations_pickups" ON "eta_observations" USING btree ("market","vehicle_class","hour","observed_at") WHERE "eta_observations"."leg" = 'pickup';--> statement-breakpoint
CREATE INDEX "bookings_scheduled" ON "bookings" USING btree ("search_at","id") WHERE "bookings"."state" = 'scheduled';--> statement-breakpoint
ALTER TABLE "drivers" DROP COLUMN "offers_accepted";--> statement-breakpoint
ALTER TABLE "drivers" DROP COLUMN "offers_decided";--> statement-breakpoint
ALTER TABLE "dispatch_decisions" ADD CONSTRAINT "dispatch_decisions_kind" CHECK ("dispatch_decisions"."kind" in ('matched', 'unmatched', 'manual', 'committed'));--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_customer_rating" CHECK ("bookings"."customer_rating_stars" between 1 and 5);--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_payment_method" CHECK ("bookings"."payment_method" in ('cash', 'invoice'));--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_amounts" CHECK ("bookings"."price_minor" >= 0 and "bookings"."waiting_fee_minor" >= 0 and "bookings"."cancellation_fee_minor" >= 0 and "bookings"."distance_m" >= 0 and "bookings"."duration_s" >= 0);--> statement-breakpoint
ALTER TABLE "drivers" ADD CONSTRAINT "drivers_counts" CHECK ("drivers"."rating_count" >= 0 and "drivers"."rating_sum" between "drivers"."rating_count" and 5 * "drivers"."rating_count");--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_waiting" CHECK ("rate_cards"."waiting_per_minute_minor" >= 0 and "rate_cards"."free_waiting_s" >= 0 and "rate_cards"."waiting_maximum_minor" >= 0
        and "rate_cards"."no_show_after_s" >= 0);--> statement-breakpoint
ALTER TABLE "rate_cards" ADD CONSTRAINT "rate_cards_withdrawn" CHECK ("rate_cards"."withdrawn_at" < "rate_cards"."starts_at");
--> statement-breakpoint
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
--> statement-breakpoint
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_overlap" EXCLUDE USING gist ("driver_id" WITH =, tstzrange("starts_at", "ends_at") WITH &&) WHERE ("state" = 'held');
--> statement-breakpoint
CREATE FUNCTION assert_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry uuid := to_jsonb(NEW)->>(CASE TG_TABLE_NAME WHEN 'ledger_entries' THEN 'id' ELSE 'entry_id' END);
BEGIN
  IF NOT EXISTS (
    SELECT FROM ledger_entries e JOIN ledger_postings p ON p.entry_id = e.id WHERE e.id = entry
    GROUP BY e.id HAVING count(*) = e.posting_count AND sum(p.amount_minor) = 0
  ) THEN
    RAISE EXCEPTION 'the postings of entry % are not those that it was made with, or do not sum to zero', entry
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balanced', TABLE = 'ledger_entries';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON "ledger_entries" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assert_entry_balanced();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_postings_balanced AFTER INSERT ON "ledger_postings" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assert_entry_balanced();
--> statement-breakpoint
CREATE TRIGGER ledger_accounts_append_only BEFORE UPDATE OR DELETE ON "ledger_accounts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON "ledger_entries" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_postings_append_only BEFORE UPDATE OR DELETE ON "ledger_postings" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_accounts_no_truncate BEFORE TRUNCATE ON "ledger_accounts" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON "ledger_entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_postings_no_truncate BEFORE TRUNCATE ON "ledger_postings" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER commission_terms_append_only BEFORE UPDATE OR DELETE ON "commission_terms" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER payment_operations_append_only BEFORE UPDATE OR DELETE ON "payment_operations" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER invoices_kept BEFORE DELETE ON "invoices" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER invoice_lines_kept BEFORE DELETE ON "invoice_lines" FOR EACH ROW EXECUTE FUNCTION refuse_change();
