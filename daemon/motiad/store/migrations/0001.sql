-- One row a deployment; `seq` is the order in which they were created, and the cursor of the pages.
CREATE TABLE deployments (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    attempt INTEGER NOT NULL,
    status TEXT NOT NULL,
    snapshot TEXT NOT NULL,       -- DeploymentData as JSON, without its log lines
    project_path TEXT NOT NULL,
    project_name TEXT,
    cloud TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    env_names TEXT NOT NULL       -- a JSON array; the values are secrets and live elsewhere
);
CREATE INDEX deployments_by_status ON deployments (status, seq);

-- The log lines of the stream item, apart from the snapshot: they are large and change less often.
CREATE TABLE tails (
    seq INTEGER NOT NULL REFERENCES deployments (seq) ON DELETE CASCADE,
    phase TEXT NOT NULL,
    lines TEXT NOT NULL,          -- a JSON array
    PRIMARY KEY (seq, phase)
) WITHOUT ROWID;

-- Every event; `number` counts from 1 in each attempt.
CREATE TABLE events (
    seq INTEGER NOT NULL REFERENCES deployments (seq) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,          -- milliseconds since the epoch
    body TEXT NOT NULL,           -- JSON; a `logged` event's lines are in `logs`
    PRIMARY KEY (seq, attempt, number)
) WITHOUT ROWID;

-- The whole logs; `number` grows over all phases and attempts of a deployment.
CREATE TABLE logs (
    seq INTEGER NOT NULL REFERENCES deployments (seq) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    event INTEGER NOT NULL,       -- the number of the event that brought the line
    phase TEXT NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (seq, number)
) WITHOUT ROWID;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;
