-- Log lines as rows of a plain table: WITHOUT ROWID, each line over a quarter of a page took a page of its own.
CREATE TABLE log_lines (
    seq INTEGER NOT NULL REFERENCES deployments (seq) ON DELETE CASCADE,
    number INTEGER NOT NULL,      -- grows over all phases and attempts of a deployment
    attempt INTEGER NOT NULL,
    event INTEGER NOT NULL,       -- the number of the event that brought the line
    phase TEXT NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (seq, number)
);
INSERT INTO log_lines SELECT seq, number, attempt, event, phase, at, text FROM logs ORDER BY seq, number;
DROP TABLE logs;
ALTER TABLE log_lines RENAME TO logs;
