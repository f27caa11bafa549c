-- Copies the tables of an older version aside, in the transaction that changes them; listings, which are made anew, not.
RESET ROLE;
CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION stagetools_owner;
SET LOCAL ROLE stagetools_owner;
DO $aside$
DECLARE part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['version', 'stage', 'stage_grant', 'stage_secret', 'named_entry', 'named_secret', 'storage'] LOOP
        CONTINUE WHEN to_regclass('stagetools.' || part) IS NULL;
        EXECUTE format('ALTER TABLE stagetools.%I NO FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('CREATE TABLE IF NOT EXISTS {schema}.%I AS TABLE stagetools.%I', part, part);
        EXECUTE format('ALTER TABLE stagetools.%I FORCE ROW LEVEL SECURITY', part);
    END LOOP;
END $aside$;
