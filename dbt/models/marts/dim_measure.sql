select
    measure_id,
    measure_group,
    name_sv,
    name_en,
    unit as catalogue_unit,
    better as better_direction,
    population_scope,
    time_basis,
    kolada_id,
    kolada_match,
    kolada_difference_or_note as kolada_note,
    starts_with(measure_group, 'staff') as is_staffing,
    true as is_mapped
from {{ ref('measure_catalogue') }}
union all
select
    'unmapped' as measure_id,
    'unmapped' as measure_group,
    'Ej kopplat mått' as name_sv,
    'Not mapped to a measure' as name_en,
    null as catalogue_unit,
    null as better_direction,
    null as population_scope,
    null as time_basis,
    null as kolada_id,
    null as kolada_match,
    null as kolada_note,
    false as is_staffing,
    false as is_mapped
