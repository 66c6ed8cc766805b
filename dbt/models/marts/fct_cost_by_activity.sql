{{ newest_version_of(ref('fct_cost_by_activity_history')) }}
