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
ALTER TABLE "drivers" DROP CONSTRAINT "drivers_counts";--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "payment_method" text DEFAULT 'invoice' NOT NULL;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "customer_rating_stars" integer;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "customer_rating_comment" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_customer_id_users_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_reverses_fk" FOREIGN KEY ("reverses_id") REFERENCES "public"."ledger_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_entry_fk" FOREIGN KEY ("entry_id","currency","posted_at") REFERENCES "public"."ledger_entries"("id","currency","posted_at") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD CONSTRAINT "ledger_postings_account_fk" FOREIGN KEY ("account_id","currency") REFERENCES "public"."ledger_accounts"("id","currency") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_terms" ADD CONSTRAINT "commission_terms_vehicle_class_vehicle_classes_code_fk" FOREIGN KEY ("vehicle_class") REFERENCES "public"."vehicle_classes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_terms" ADD CONSTRAINT "commission_terms_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_entry_id_ledger_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."ledger_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_operations" ADD CONSTRAINT "payment_operations_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_operations" ADD CONSTRAINT "payment_operations_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."payment_operations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_reputations" ADD CONSTRAINT "customer_reputations_customer_id_users_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "driver_reliability_days" ADD CONSTRAINT "driver_reliability_days_driver_id_drivers_user_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."drivers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
CREATE UNIQUE INDEX "commission_terms_version_key" ON "commission_terms" USING btree ("market","vehicle_class","version");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_lines_entry_key" ON "invoice_lines" USING btree ("entry_id") WHERE not "invoice_lines"."is_void";--> statement-breakpoint
CREATE UNIQUE INDEX "payment_operations_idempotency_key" ON "payment_operations" USING btree ("method","idempotency_key");--> statement-breakpoint
CREATE INDEX "payment_operations_parent" ON "payment_operations" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "payment_operations_booking" ON "payment_operations" USING btree ("booking_id");--> statement-breakpoint
ALTER TABLE "drivers" DROP COLUMN "offers_accepted";--> statement-breakpoint
ALTER TABLE "drivers" DROP COLUMN "offers_decided";--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_customer_rating" CHECK ("bookings"."customer_rating_stars" between 1 and 5);--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_payment_method" CHECK ("bookings"."payment_method" in ('cash', 'invoice'));--> statement-breakpoint
ALTER TABLE "drivers" ADD CONSTRAINT "drivers_counts" CHECK ("drivers"."rating_count" >= 0 and "drivers"."rating_sum" between "drivers"."rating_count" and 5 * "drivers"."rating_count");--> statement-breakpoint
-- By hand:
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
