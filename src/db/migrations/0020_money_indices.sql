-- What is asked every minute, and by every open admin, walks over no log.

-- Postbacks that are given up after two days.
CREATE INDEX deliveries_waiting ON deliveries (created_at) WHERE state = 'waiting';

-- Calls are kept for different times: the inbox, counted against its limit, and the rest.
CREATE INDEX incoming_calls_inbox ON incoming_calls (at) WHERE verdict = 'parked';
CREATE INDEX incoming_calls_past ON incoming_calls (at) WHERE verdict <> 'parked';

-- What filters of conversions offer.
CREATE INDEX conversions_place
  ON conversions (campaign_id, offer_id, direct_url, parent_campaign_id) WHERE is_deleted = 0;
CREATE INDEX conversions_word ON conversions (word, campaign_id);
CREATE INDEX conversions_word2 ON conversions (word2, campaign_id) WHERE word2 <> '';
