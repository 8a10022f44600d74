-- A copied database must never order: no credentials, test mode, nothing on its way.
UPDATE amazon_punchin_group
   SET mode = 'test',
       shared_secret = NULL,
       previous_secret = NULL,
       previous_secret_until = NULL,
       live_database_uuid = NULL;
UPDATE amazon_punchin_endpoint
   SET inbound_password = NULL,
       certificate_fingerprint = NULL;
UPDATE amazon_punchin_message
   SET state = 'cancelled',
       next_attempt_at = NULL
 WHERE direction = 'out'
   AND state IN ('queued', 'sending', 'retrying');
