//! Protocols, strategies, the session that runs them and the trace it leaves. Knows parties and deals, no nations.
