-- Whoever makes the catalog is one of its administrators, and for this transaction its owner.
DO $roles$
DECLARE wanted name;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['stagetools_owner', 'stagetools_admin', 'stagetools_user']::name[] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted);
        END IF;
    END LOOP;
    IF NOT pg_catalog.pg_has_role('stagetools_admin', 'stagetools_user', 'USAGE') THEN
        GRANT stagetools_user TO stagetools_admin;
    END IF;
    IF NOT pg_catalog.pg_has_role('stagetools_admin', 'USAGE') THEN
        GRANT stagetools_admin TO CURRENT_USER;
    END IF;
    PERFORM pg_catalog.set_config('stagetools.lent', 'no', true);
    -- Since PostgreSQL 16 a member need not be one who may act as the role.
    IF NOT pg_catalog.pg_has_role(
        'stagetools_owner', CASE WHEN pg_catalog.current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
        GRANT stagetools_owner TO CURRENT_USER;
        PERFORM pg_catalog.set_config('stagetools.lent', 'yes', true);
    END IF;
END $roles$;
