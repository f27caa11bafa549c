-- The owner's rights were lent for the transaction alone.
RESET ROLE;
DO $end$
BEGIN
    IF pg_catalog.current_setting('stagetools.lent') = 'yes' THEN
        REVOKE stagetools_owner FROM CURRENT_USER;
    END IF;
END $end$;
