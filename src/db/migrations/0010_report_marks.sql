-- What people noted about values in the reports of a campaign or a traffic source, such as "bad".
CREATE TABLE report_marks (
  subject TEXT NOT NULL CHECK (subject IN ('campaigns', 'traffic_sources')),
  object_id INTEGER NOT NULL,
  grouping TEXT NOT NULL,
  value TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (subject, object_id, grouping, value)
) STRICT, WITHOUT ROWID;
