{{ newest_version_of(ref('fct_staffing_history')) }}
