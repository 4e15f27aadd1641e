"""What evidence says of a shipment: temperature records and arrivals, as pure rules.

An oracle is the issuer of a stipulated document, never a party that blocks or releases a credit
(UCP 600 art. 5 and 14(h)). So this package holds what anyone can recompute from the evidence:

- `readings`: one reading, its canonical bytes, and the chain that links a device's readings;
- `temperature`: minimum, maximum, mean kinetic temperature, gaps, and how probes combine;
- `policy`: the agreed limits and way of measuring, and the verdict they give;
- `record`: which record is attested: the container, and where its record begins and ends;
- `quality`: what looks wrong with a sensor, in words; it never alters a figure;
- `merkle`: one root over all readings and a proof for any of them;
- `arrival`: geofence, dwell, and how many sources must agree;
- `reports`: the two typed reports a quorum signs (EIP-712), as on the ledger.
"""
