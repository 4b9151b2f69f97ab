"""Policies made of the kinds of rule in ``complaintkit.rules``: one package a regime, each with ``policy(...)``.

Every regime has the same modules: ``titles``, ``parts`` (what the others share), ``figures`` (its parameters),
``vocabulary`` (who, what and where), ``route`` (the way of a complaint), ``responsibility`` (what follows), ``limits``
(time), and one more for a topic of its own where there is much of it. What two of them have in common is in
:mod:`complaintkit.policies.parts`.
"""
