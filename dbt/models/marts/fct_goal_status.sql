{{ newest_version_of(ref('fct_goal_status_history')) }}
