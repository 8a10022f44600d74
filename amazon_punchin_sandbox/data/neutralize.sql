-- A copied database must not post to the server of the original.
UPDATE amazon_punchin_sandbox_document
   SET state = 'failed',
       next_attempt_at = NULL
 WHERE direction = 'out'
   AND state IN ('queued', 'sending', 'retrying');
