ALTER TABLE "consumer_cursors" ADD COLUMN "read_before" "pg_snapshot";--> statement-breakpoint
ALTER TABLE "consumer_cursors" ADD COLUMN "reading" "pg_snapshot";--> statement-breakpoint
-- A group starts its last window again: the inbox keeps every effect single.
UPDATE "consumer_cursors" SET "position" = 0, "read_before" = format('%1$s:%1$s:', greatest("window_from"::text::bigint, 1))::pg_snapshot, "reading" = format('%1$s:%1$s:', greatest("window_from"::text::bigint, 1))::pg_snapshot;--> statement-breakpoint
ALTER TABLE "consumer_cursors" ALTER COLUMN "read_before" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "consumer_cursors" ALTER COLUMN "reading" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "consumer_cursors" DROP COLUMN "window_from";--> statement-breakpoint
ALTER TABLE "consumer_cursors" DROP COLUMN "window_to";
