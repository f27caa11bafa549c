-- A team's bucket, in which internal stages and everybody's own have their files.

CREATE TABLE stagetools.storage (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    url text NOT NULL,
    connection_id text REFERENCES stagetools.named_entry (id)
);
CREATE TABLE stagetools.discarded_stage (id text PRIMARY KEY);
ALTER TABLE stagetools.stage ALTER COLUMN url DROP NOT NULL;
ALTER TABLE stagetools.stage ADD COLUMN stored boolean GENERATED ALWAYS AS (CASE WHEN url IS NULL THEN true END) STORED
    CONSTRAINT stage_stored_fkey REFERENCES stagetools.storage (one);

-- Files outlive their row, however it went.
CREATE FUNCTION stagetools.discard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
    IF current_setting('stagetools.keep_files', true) IS DISTINCT FROM 'yes' THEN
        INSERT INTO stagetools.discarded_stage (id) VALUES (OLD.id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $body$;
REVOKE ALL ON FUNCTION stagetools.discard() FROM PUBLIC;
CREATE TRIGGER discard AFTER DELETE ON stagetools.stage FOR EACH ROW WHEN (OLD.url IS NULL) EXECUTE FUNCTION stagetools.discard();

DO $rules$
DECLARE part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['storage', 'discarded_stage'] LOOP
        EXECUTE format('ALTER TABLE stagetools.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE stagetools.%I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('GRANT SELECT ON stagetools.%I TO stagetools_user', part);
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON stagetools.%I TO stagetools_admin', part);
        EXECUTE format('CREATE POLICY administrators ON stagetools.%I TO stagetools_admin USING (true) WITH CHECK (true)', part);
    END LOOP;
END $rules$;
CREATE POLICY everybody ON stagetools.storage FOR SELECT TO stagetools_user USING (true);

-- What goes with its session goes by the owner's hand.
CREATE POLICY discarding ON stagetools.discarded_stage FOR INSERT TO stagetools_owner WITH CHECK (true);
CREATE POLICY discarded ON stagetools.discarded_stage FOR SELECT TO stagetools_owner USING (true);

-- The bucket's settings are everybody's, who has a stage of his own there; its credentials are those of internal stages.
CREATE POLICY stored ON stagetools.named_entry FOR SELECT TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.storage b WHERE b.connection_id = named_entry.id));
CREATE POLICY stored ON stagetools.named_secret FOR SELECT TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.storage b WHERE b.connection_id = named_secret.entry_id)
    AND EXISTS (SELECT FROM stagetools.stage s WHERE s.url IS NULL));

CREATE OR REPLACE VIEW stagetools.stages WITH (security_invoker = true) AS
SELECT s.id, s.name, s.url, s.enabled, s.session, s.directory_table, d.refreshed_on AS directory_refreshed_on, s.file_format, s.connection,
    coalesce(k.sealed, r.sealed) AS sealed, w.sealed AS sealed_for_write, s.comment, s.creator, s.owner, s.created_on,
    CASE WHEN pg_has_role('stagetools_admin', 'USAGE') THEN 3
        ELSE (SELECT bit_or(g.rights) FROM stagetools.stage_grant g WHERE g.stage_id = s.id) END AS rights,
    s.xmin AS revision, s.name_key,
    c.id AS connection_id, c.kind AS connection_kind, c.name AS connection_name, c.settings AS connection_settings,
    k.sealed AS connection_sealed, c.comment AS connection_comment, c.creator AS connection_creator, c.created_on AS connection_created_on,
    f.id AS format_id, f.kind AS format_kind, f.name AS format_name, f.settings AS format_settings, NULL::bytea AS format_sealed,
    f.comment AS format_comment, f.creator AS format_creator, f.created_on AS format_created_on,
    b.url AS storage_url,
    t.id AS storage_id, t.kind AS storage_kind, t.name AS storage_name, t.settings AS storage_settings, x.sealed AS storage_sealed,
    t.comment AS storage_comment, t.creator AS storage_creator, t.created_on AS storage_created_on
FROM stagetools.stage s
    LEFT JOIN stagetools.named_entry c ON c.id = s.connection_id
    LEFT JOIN stagetools.named_secret k ON k.entry_id = s.connection_id
    LEFT JOIN stagetools.named_entry f ON f.id = s.file_format_id
    LEFT JOIN stagetools.directory d ON d.stage_id = s.id
    LEFT JOIN stagetools.stage_secret r ON r.stage_id = s.id AND NOT r.for_write
    LEFT JOIN stagetools.stage_secret w ON w.stage_id = s.id AND w.for_write
    LEFT JOIN stagetools.storage b ON s.url IS NULL
    LEFT JOIN stagetools.named_entry t ON t.id = b.connection_id
    LEFT JOIN stagetools.named_secret x ON x.entry_id = b.connection_id;
