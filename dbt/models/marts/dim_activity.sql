with taxonomy as (
    select * from {{ ref('activity_taxonomy') }}
),

paths as (
    select * from {{ ref('int_activity_paths_walked') }}
),

single as (
    select
        taxonomy.activity_code,
        taxonomy.name_sv,
        taxonomy.name_en,
        taxonomy.parent_code as parent_activity_code,
        paths.parent_path,
        taxonomy.level,
        taxonomy.code_source,
        taxonomy.kolada_net_cost_per_inhabitant as kolada_id,
        false as is_mixed,
        true as is_mapped,
        taxonomy.definition_note
    from taxonomy
    inner join paths on taxonomy.activity_code = paths.activity_code
),

{# Several activities of which no split is known. Its parent is the nearest activity that holds all of them. #}
mixed_members as (
    select
        members.activity_code,
        single.name_sv,
        single.name_en,
        paths.path
    from {{ ref('bridge_activity_member') }} as members
    inner join single on members.member_activity_code = single.activity_code
    inner join paths on members.member_activity_code = paths.activity_code
    where starts_with(members.activity_code, 'mixed:')
),

shared_ancestors as (
    select
        activity_code,
        ancestor,
        max(depth) as depth
    from (
        select
            activity_code,
            unnest(path[:-2]) as ancestor,
            generate_subscripts(path[:-2], 1) as depth
        from mixed_members
    ) as ancestors
    group by activity_code, ancestor
    having count(*) = (
        select count(*) from mixed_members as every
        where every.activity_code = ancestors.activity_code
    )
),

nearest as (
    select
        activity_code,
        arg_max(ancestor, depth) as ancestor
    from shared_ancestors
    group by activity_code
),

mixed as (
    select
        mixed_members.activity_code,
        string_agg(mixed_members.name_sv, ' + ' order by mixed_members.name_sv) as name_sv,
        string_agg(mixed_members.name_en, ' + ' order by mixed_members.name_en) as name_en,
        max(nearest.ancestor) as parent_activity_code
    from mixed_members
    left join nearest on mixed_members.activity_code = nearest.activity_code
    group by mixed_members.activity_code
)

select * from single
union all
select
    mixed.activity_code,
    mixed.name_sv,
    mixed.name_en,
    mixed.parent_activity_code,
    coalesce(paths.parent_path || ' > ', '') || mixed.activity_code as parent_path,
    coalesce(len(paths.path), 0)::integer as level,
    'MIXED' as code_source,
    null as kolada_id,
    true as is_mixed,
    true as is_mapped,
    'Several activities in one printed row; no split is known and none is made up.' as definition_note
from mixed
left join paths on mixed.parent_activity_code = paths.activity_code
union all
select
    'unmapped' as activity_code,
    'Ej kopplad verksamhet' as name_sv,
    'Not mapped to an activity' as name_en,
    null as parent_activity_code,
    'unmapped' as parent_path,
    0 as level,
    'NONE' as code_source,
    null as kolada_id,
    false as is_mixed,
    false as is_mapped,
    'The printed label has no line in activity_mapping yet; the printed label stands on the fact.' as definition_note
