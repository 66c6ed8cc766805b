{{ newest_version_of(ref('fct_volume_history')) }}
