"""Faulty clients whose models have a wrong equality, copy, pickle or repr."""

from __future__ import annotations

from .source_edit import Edit, fault

FAULTS = (
    fault(
        "map-is-no-mapping",
        "A map of records is not a Mapping.",
        "values.a_map_is_a_mapping_in_the_order_of_the_body",
        Edit(
            "_serialization/base_models.py",
            "MapModel(MutableMapping[str, V], Generic[V])",
            "MapModel(Generic[V])",
        ),
    ),
    fault(
        "equality-of-maps-by-size",
        "Two maps are equal if they have the same size.",
        "values.models_are_equal_if_their_values_are_equal",
        Edit(
            "_serialization/base_models.py",
            "self.additional_properties == dict(cast(Mapping[str, Any], other))",
            "len(self) == len(other)",
        ),
    ),
    fault(
        "equality-by-identity",
        "Two equal balances do not compare equal.",
        "values.models_are_equal_if_their_values_are_equal",
        Edit(
            "models/account_balance.py",
            "@_attrs_define(repr=False)",
            "@_attrs_define(eq=False, repr=False)",
        ),
    ),
    fault(
        "endless-repr",
        "The repr of a map shows every record.",
        "values.the_repr_of_a_large_map_is_short",
        Edit(
            "_serialization/base_models.py", "_MAX_ITEMS_IN_REPR = 3", "_MAX_ITEMS_IN_REPR = 10**9"
        ),
    ),
    fault(
        "models-not-slotted",
        "A record has a __dict__ instead of slots only.",
        "values.models_are_slotted",
        Edit(
            "models/network_balance.py",
            "@_attrs_define(repr=False)",
            "@_attrs_define(slots=False, repr=False)",
        ),
    ),
    fault(
        "more-than-one-unset",
        "Copying creates a second UNSET object.",
        "values.unset_is_a_singleton_and_falsy",
        Edit(
            "types.py",
            "    __str__ = __repr__\n",
            "    __str__ = __repr__\n\n"
            "    def __deepcopy__(self, memo: object) -> object:\n"
            '        return type("Unset", (), {"__bool__": lambda _: False})()\n',
        ),
    ),
    fault(
        "padded-amount-forgets-when-pickled",
        "An amount loses its leading zeros when it is pickled.",
        "values.an_amount_keeps_its_leading_zeros_and_compares_as_an_integer",
        Edit(
            "_serialization/digits.py",
            "return PaddedInt, (self._digits,)",
            "return int, (int(self),)",
        ),
    ),
    fault(
        "property-hidden-by-a-local-variable",
        "A local variable of the generated code has the name of a property, which is lost.",
        "bodies.a_model_holds_the_values_of_the_body",
        Edit(
            "models/network_balance.py",
            "_model = _new_model(NetworkBalance)",
            "name = _model = _new_model(NetworkBalance)",
        ),
    ),
    fault(
        "float-assigned-as-an-amount",
        "The attribute for an amount takes a float.",
        "models.an_attribute_for_an_amount_rejects_other_values",
        Edit(
            "_serialization/base_models.py",
            "not isinstance(value, int):\n        raise InvalidArgumentError",
            "not isinstance(value, int | float):\n        raise InvalidArgumentError",
        ),
    ),
    fault(
        "none-assigned-as-an-amount",
        "The attribute for an amount takes None.",
        "models.an_attribute_for_an_amount_rejects_other_values",
        Edit("_serialization/base_models.py", "else (UNSET,)", "else (UNSET, None)"),
    ),
    fault(
        "labelled-integer-assigned-as-an-amount",
        "An amount is written as the text of a class derived from int, which is not digits.",
        "models.the_digits_of_an_amount_do_not_depend_on_the_class_of_the_integer",
        Edit("_serialization/base_models.py", "value = require_amount", "require_amount"),
    ),
    fault(
        "unlisted-properties-lost-by-evolve",
        "A copy of a model by `attrs.evolve` has no unlisted properties.",
        "models.an_evolved_model_keeps_properties_that_the_document_does_not_list",
        Edit("_serialization/base_models.py", "dict(self._extra) if self._extra else None", "None"),
    ),
    fault(
        "subclass-decoded-as-its-base",
        "The method `from_dict` of a subclass returns the base class.",
        "models.a_subclass_is_decoded_as_the_subclass",
        Edit("_serialization/base_models.py", "if type(model) is cls:", "if model is not None:"),
    ),
)
