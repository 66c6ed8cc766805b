{# A printed label without what layouts change: case, spaces, hyphens, quotation marks, brackets, footnote stars.
   Letters and digits only, in composed form, so that the same label of text and PDF is one. #}
{% macro normalise_label(text) -%}
    regexp_replace(lower(nfc_normalize(coalesce({{ text }}, ''))), '[^\p{L}\p{N}]', '', 'g')
{%- endmacro %}

{# The same without bracketed additions: `Antal vårdplaneringar (av enheten)` is `Antal vårdplaneringar`. #}
{% macro normalise_label_core(text) -%}
    {{ normalise_label("regexp_replace(coalesce(" ~ text ~ ", ''), '\\([^)]*\\)', '', 'g')") }}
{%- endmacro %}

{# A board's name without its definite ending: Socialnämnden is Socialnämnd. #}
{% macro normalise_board(text) -%}
    regexp_replace({{ normalise_label(text) }}, '(nämnd|styrelse|utskott)e?n$', '\1')
{%- endmacro %}
