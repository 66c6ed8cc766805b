select
    municipality_code,
    board,
    {{ normalise_board('board') }} as board_key,
    1 as name_rank
from {{ ref('boards') }}
union
select
    municipality_code,
    board,
    {{ normalise_board('board_source') }} as board_key,
    2 as name_rank
from {{ ref('board_aliases') }}
union
select
    municipality_code,
    board,
    {{ normalise_board('administration') }} as board_key,
    3 as name_rank
from {{ ref('boards') }}
