#!/usr/bin/env python3
"""Makes Tests/Fixtures/keyless: a small Sigstore of our own (an authority, two logs of signatures, a log
of certificates, a clock), bundles by it, and bundles that must be refused. The Python package `sigstore`
has to agree on each, except where it reads less (entries of the kind `intoto`, promises without a proof)
or only warns (of a bundle that brings a root, which Sigstore's conformance suite has refused).

    pip install sigstore==4.5.1 asn1crypto==1.5.1
    Tests/Oracles/keyless_bundles.py
"""
import base64
import datetime
import hashlib
import json
import pathlib
import struct

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
OUT = FIXTURES / "keyless"
OUT.mkdir(exist_ok=True)
IDENTITY, ISSUER = "maker@example.org", "https://accounts.example.org"
NOW = datetime.datetime(2026, 3, 1, 12, 0, 0, tzinfo=datetime.timezone.utc)
SHA256 = hashes.SHA256()


def b64(data):
    return base64.b64encode(data).decode()


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def sign(key, data):
    return key.sign(data) if isinstance(key, ed25519.Ed25519PrivateKey) else key.sign(data, ec.ECDSA(SHA256))


def name(text):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def certify(subject, key, issuer, issuer_key, extensions, start, minutes):
    builder = x509.CertificateBuilder(
        issuer_name=issuer, subject_name=subject, public_key=key.public_key(),
        serial_number=int.from_bytes(hashlib.sha256(spki(key)).digest()[:16], "big") >> 1,
        not_valid_before=start, not_valid_after=start + datetime.timedelta(minutes=minutes))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(identifier, False)


def usage(**true):
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
             "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{n: true.get(n, False) for n in names})


YEARS = 60 * 24 * 365 * 10
BEGIN = NOW - datetime.timedelta(days=365)


def authority(title, parent=None, length=None):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = name(title)
    issuer, issuer_key = parent or (subject, key)
    extensions = [
        (x509.BasicConstraints(True, length), True), (usage(key_cert_sign=True, crl_sign=True), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)]
    builder = certify(subject, key, issuer, issuer_key, extensions, BEGIN, YEARS)
    return (subject, key), builder.sign(issuer_key, SHA256)


ROOT, ROOT_CERTIFICATE = authority("root of the fixtures")
CA, CA_CERTIFICATE = authority("authority of the fixtures", ROOT, 0)
LOG, LOG2 = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
CERTIFICATE_LOG, STRANGER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
CLOCK_ROOT, CLOCK_ROOT_CERTIFICATE = authority("root of the clock")
CLOCK = ec.generate_private_key(ec.SECP256R1())
CLOCK_CERTIFICATE = certify(
    name("clock of the fixtures"), CLOCK, *CLOCK_ROOT,
    [(usage(digital_signature=True), True),
     (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)], BEGIN, YEARS,
).sign(CLOCK_ROOT[1], SHA256)
LOG2_NAME = "log2.example.org"


def log_id(key):
    if isinstance(key, ed25519.Ed25519PrivateKey):
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return hashlib.sha256(LOG2_NAME.encode() + b"\n\x01" + raw).digest()
    return hashlib.sha256(spki(key)).digest()


def utf8(text):
    return core.UTF8String(text).dump()


def signer(sct_key=CERTIFICATE_LOG, minutes=10, signing=True):
    """A key and its certificate, of ten minutes, known to a log of certificates."""
    key = ec.generate_private_key(ec.SECP256R1())
    purpose = ExtendedKeyUsageOID.CODE_SIGNING if signing else ExtendedKeyUsageOID.EMAIL_PROTECTION
    extensions = [
        (usage(digital_signature=True), True), (x509.ExtendedKeyUsage([purpose]), False),
        (x509.SubjectAlternativeName([x509.RFC822Name(IDENTITY)]), True),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1"), ISSUER.encode()), False),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.8"), utf8(ISSUER)), False)]
    start = NOW - datetime.timedelta(minutes=1)
    builder = certify(x509.Name([]), key, *CA, extensions, start, minutes)
    if sct_key is None:
        return key, builder.sign(CA[1], SHA256)
    before = builder.sign(CA[1], SHA256).tbs_certificate_bytes
    milliseconds = struct.pack(">Q", int(start.timestamp() * 1000) + 250)
    signed = (b"\0\0" + milliseconds + b"\0\1" + hashlib.sha256(spki(CA[1])).digest()
              + len(before).to_bytes(3, "big") + before + b"\0\0")
    signature = sct_key.sign(signed, ec.ECDSA(SHA256))
    sct = (b"\0" + log_id(sct_key) + milliseconds + b"\0\0\4\3"
           + struct.pack(">H", len(signature)) + signature)
    listed = struct.pack(">H", len(sct)) + sct
    value = core.OctetString(struct.pack(">H", len(listed)) + listed).dump()
    oid = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
    return key, builder.add_extension(x509.UnrecognizedExtension(oid, value), False).sign(CA[1], SHA256)


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree(leaves):
    """Root, and the way from each leaf to it (RFC 9162, section 2.1.3)."""
    if len(leaves) == 1:
        return leaves[0], [[]]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    (left, left_ways), (right, right_ways) = tree(leaves[:split]), tree(leaves[split:])
    return node(left, right), [w + [right] for w in left_ways] + [w + [left] for w in right_ways]


def entry(body, key, kind, version, moment=NOW, size=11, place=9, promise=True, known_as=None):
    """The entry `body` at its place in a tree of `size` entries, the last ones being somebody's."""
    leaves = [leaf(b"entry %d" % i) for i in range(size)]
    leaves[place] = leaf(body)
    root, ways = tree(leaves)
    origin = LOG2_NAME if isinstance(key, ed25519.Ed25519PrivateKey) else "log.example.org - 42"
    note = f"{origin}\n{size}\n{b64(root)}\n"
    identifier = known_as or log_id(key)
    envelope = f"{note}\n\u2014 {origin.split()[0]} {b64(identifier[:4] + sign(key, note.encode()))}\n"
    index, seconds = 1000 + place, int(moment.timestamp())
    result = {
        "logIndex": str(index), "logId": {"keyId": b64(identifier)},
        "kindVersion": {"kind": kind, "version": version},
        "inclusionProof": {
            "logIndex": str(place), "rootHash": b64(root), "treeSize": str(size),
            "hashes": [b64(h) for h in ways[place]], "checkpoint": {"envelope": envelope}},
        "canonicalizedBody": b64(body)}
    if promise:
        promised = json.dumps(
            {"body": b64(body), "integratedTime": seconds, "logID": identifier.hex(), "logIndex": index},
            separators=(",", ":"), sort_keys=True).encode()
        result |= {"integratedTime": str(seconds),
                   "inclusionPromise": {"signedEntryTimestamp": b64(sign(key, promised))}}
    return result


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def pem(certificate):
    return b64(certificate.public_bytes(serialization.Encoding.PEM))


def line_pem(certificate):
    """As some logs keep it: all of the base64 in one line."""
    return b64(f"-----BEGIN CERTIFICATE-----\n{b64(der(certificate))}\n-----END CERTIFICATE-----\n".encode())


def dsse_body(payload, signature, certificate):
    return compact({"apiVersion": "0.0.1", "kind": "dsse", "spec": {
        "envelopeHash": {"algorithm": "sha256", "value": hashlib.sha256(b"").hexdigest()},
        "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
        "signatures": [{"signature": b64(signature), "verifier": pem(certificate)}]}})


def intoto_body(payload, signature, certificate):
    return compact({"apiVersion": "0.0.2", "kind": "intoto", "spec": {"content": {
        "envelope": {"payloadType": TYPE, "signatures": [
            {"publicKey": line_pem(certificate), "sig": b64(b64(signature).encode())}]},
        "hash": {"algorithm": "sha256", "value": hashlib.sha256(b"").hexdigest()},
        "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()}}}})


def verifier(certificate):
    return {"keyDetails": "PKIX_ECDSA_P256_SHA_256", "x509Certificate": {"rawBytes": b64(der(certificate))}}


def hashed_body(data, signature, certificate):
    return compact({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
        "data": {"hash": {"algorithm": "sha256", "value": hashlib.sha256(data).hexdigest()}},
        "signature": {"content": b64(signature), "publicKey": {"content": pem(certificate)}}}})


def rekor2_body(data, signature, certificate):
    return compact({"apiVersion": "0.0.2", "kind": "hashedrekord", "spec": {"hashedRekordV002": {
        "data": {"algorithm": "SHA2_256", "digest": b64(hashlib.sha256(data).digest())},
        "signature": {"content": b64(signature), "verifier": verifier(certificate)}}}})


def rekor2_dsse_body(payload, signature, certificate):
    return compact({"apiVersion": "0.0.2", "kind": "dsse", "spec": {"dsseV002": {
        "payloadHash": {"algorithm": "SHA2_256", "digest": b64(hashlib.sha256(payload).digest())},
        "signatures": [{"content": b64(signature), "verifier": verifier(certificate)}]}}})


def timestamp(data, moment=NOW, key=CLOCK):
    statement = tsp.TSTInfo({
        "version": 1, "policy": "1.2.3.4",
        "message_imprint": {"hash_algorithm": {"algorithm": "sha512"},
                            "hashed_message": hashlib.sha512(data).digest()},
        "serial_number": 7, "gen_time": moment})
    issuer = asn1_x509.Certificate.load(der(CLOCK_CERTIFICATE))
    certificate_hash = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(der(CLOCK_CERTIFICATE)).digest()})
    attributes = cms.CMSAttributes([
        {"type": "content_type", "values": ["tst_info"]},
        {"type": "message_digest", "values": [hashlib.sha256(statement.dump()).digest()]},
        {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [certificate_hash]})]}])
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    signed = cms.SignedData({
        "version": "v3", "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(statement.dump())},
        "signer_infos": [{
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(
                {"issuer": issuer.issuer, "serial_number": issuer.serial_number})),
            "digest_algorithm": {"algorithm": "sha256"}, "signed_attrs": attributes,
            "signature_algorithm": algorithm,
            "signature": key.sign(attributes.untag().dump(), ec.ECDSA(SHA256))}]})
    response = tsp.TimeStampResp({
        "status": {"status": "granted"},
        "time_stamp_token": {"content_type": "signed_data", "content": signed}})
    return b64(response.dump())


TYPE = "application/vnd.in-toto+json"
PAYLOAD = base64.b64decode(json.loads((FIXTURES / "signing/p256.sig").read_text())["dsseEnvelope"]["payload"])
PAE = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(PAYLOAD), PAYLOAD)


FILE = (FIXTURES / "signing/model/weights.bin").read_bytes()


def media_type(version):
    return ("application/vnd.dev.sigstore.bundle.v0.3+json" if version == "0.3"
            else f"application/vnd.dev.sigstore.bundle+json;version={version}")


def bundle(signature, material, version="0.3"):
    return {"mediaType": media_type(version), "verificationMaterial": material, "dsseEnvelope": {
        "payload": b64(PAYLOAD), "payloadType": TYPE, "signatures": [{"sig": b64(signature), "keyid": ""}]}}


def single(certificate, *entries, **more):
    return {"certificate": {"rawBytes": b64(der(certificate))}, "tlogEntries": list(entries)} | more


def chain(certificate, *entries):
    return {"x509CertificateChain": {"certificates": [{"rawBytes": b64(der(certificate))}]},
            "tlogEntries": list(entries)}


def times(*tokens):
    return {"timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": t} for t in tokens]}}


def v1(version="0.3", body=dsse_body, kind=("dsse", "0.0.1"), who=None, log=LOG, **options):
    key, certificate = who or signer()
    signature = sign(key, PAE)
    logged = entry(body(PAYLOAD, signature, certificate), log, *kind, **options)
    return bundle(signature, (single if version == "0.3" else chain)(certificate, logged), version)


def v2(dsse=False, moment=NOW, clock=CLOCK, of=None, tokens=1):
    key, certificate = signer()
    signature = sign(key, PAE)
    body = rekor2_dsse_body(PAYLOAD, signature, certificate) if dsse else rekor2_body(PAE, signature, certificate)
    logged = entry(body, LOG2, "dsse" if dsse else "hashedrekord", "0.0.2", promise=False)
    more = times(*[timestamp(of or signature, moment, clock)] * tokens) if tokens else {}
    return bundle(signature, single(certificate, logged, **more))


def file_bundle(rekor2=False, signed=FILE, logged=None, claimed=FILE):
    """A signature over a file itself; what is logged and what is claimed may be of another."""
    key, certificate = signer()
    signature = sign(key, signed)
    logged = signed if logged is None else logged
    if rekor2:
        entries = [entry(rekor2_body(logged, signature, certificate), LOG2, "hashedrekord", "0.0.2", promise=False)]
        more = times(timestamp(signature))
    else:
        entries = [entry(hashed_body(logged, signature, certificate), LOG, "hashedrekord", "0.0.1")]
        more = {}
    digest = {"algorithm": "SHA2_256", "digest": b64(hashlib.sha256(claimed).digest())}
    return {"mediaType": media_type("0.3"), "verificationMaterial": single(certificate, *entries, **more),
            "messageSignature": {"messageDigest": digest, "signature": b64(signature)}}


def with_root(made):
    certificates = made["verificationMaterial"]["x509CertificateChain"]["certificates"]
    certificates += [{"rawBytes": b64(der(c))} for c in (CA_CERTIFICATE, ROOT_CERTIFICATE)]
    return made


def changed(made, change):
    change(made["verificationMaterial"]["tlogEntries"][0])
    return made


def flip(text):
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return b64(bytes(data))


def other_proof(logged):
    logged["inclusionProof"]["hashes"][1] = flip(logged["inclusionProof"]["hashes"][1])


def other_root(logged):
    # A consistent proof of another tree, under the checkpoint of this one.
    again = entry(base64.b64decode(logged["canonicalizedBody"]), LOG, "dsse", "0.0.1", size=6, place=3)
    for key in ["rootHash", "treeSize", "hashes", "logIndex"]:
        logged["inclusionProof"][key] = again["inclusionProof"][key]


def forged_checkpoint(logged):
    envelope = logged["inclusionProof"]["checkpoint"]["envelope"]
    head, tail = envelope.rsplit(" ", 1)
    logged["inclusionProof"]["checkpoint"]["envelope"] = head + " " + flip(tail.strip()) + "\n"


def forged_promise(logged):
    promise = logged["inclusionPromise"]
    promise["signedEntryTimestamp"] = flip(promise["signedEntryTimestamp"])


def unpromised(logged):
    del logged["inclusionPromise"]


def unproven(logged):
    del logged["inclusionProof"]


def other_signature():
    """An entry that is logged well, of another signature of the same payload."""
    made, other = v1(), v1()
    made["verificationMaterial"]["tlogEntries"] = other["verificationMaterial"]["tlogEntries"]
    return made


def other_envelope():
    made = v1()
    made["dsseEnvelope"]["payload"] = b64(PAYLOAD + b" ")
    return made


LATE = NOW + datetime.timedelta(minutes=30)
CASES = {
    "good": v1(), "good-only-leaf": v1(size=1, place=0), "good-last-leaf": v1(size=11, place=10),
    "good-0.2-intoto": v1("0.2", intoto_body, ("intoto", "0.0.2")), "good-0.2": v1("0.2"),
    "good-0.1-promise": changed(v1("0.1"), unproven),
    "good-rekor2": v2(), "good-rekor2-dsse": v2(dsse=True),
    "late": v1(moment=LATE), "proof": changed(v1(), other_proof), "root": changed(v1(), other_root),
    "checkpoint": changed(v1(), forged_checkpoint), "promise": changed(v1(), forged_promise),
    "unpromised": changed(v1(), unpromised), "unproven": changed(v1(), unproven),
    "stranger-log": v1(log=STRANGER), "borrowed-log": v1(log=STRANGER, known_as=log_id(LOG)),
    "other-signature": other_signature(), "other-envelope": other_envelope(),
    "no-certificate-log": v1(who=signer(sct_key=None)), "stranger-certificate-log": v1(who=signer(STRANGER)),
    "mail-certificate": v1(who=signer(signing=False)),
    "no-clock": v2(tokens=0), "late-clock": v2(moment=LATE), "stranger-clock": v2(clock=STRANGER),
    "clock-of-others": v2(of=b"other bytes"), "clock-twice": v2(tokens=2),
    "with-root": with_root(v1("0.2")),
    "good-file": file_bundle(), "good-file-rekor2": file_bundle(rekor2=True),
    "file-logged-otherwise": file_bundle(logged=FILE + b"x"),
    "file-logged-otherwise-rekor2": file_bundle(rekor2=True, logged=FILE + b"x"),
    "file-signed-otherwise": file_bundle(signed=FILE + b"x", logged=FILE),
    "file-signed-otherwise-rekor2": file_bundle(rekor2=True, signed=FILE + b"x", logged=FILE),
}


def period():
    return {"start": BEGIN.strftime("%Y-%m-%dT%H:%M:%SZ")}


def log(key, details, url):
    return {"baseUrl": url, "hashAlgorithm": "SHA2_256", "logId": {"keyId": b64(log_id(key))},
            "publicKey": {"rawBytes": b64(spki(key)), "keyDetails": details, "validFor": period()}}


def certifier(certificates, uri):
    return {"subject": {"organization": "fixtures", "commonName": "fixtures"}, "uri": uri, "validFor": period(),
            "certChain": {"certificates": [{"rawBytes": b64(der(c))} for c in certificates]}}


ROOT_FILE = {
    "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "tlogs": [log(LOG, "PKIX_ECDSA_P256_SHA_256", "https://log.example.org"),
              log(LOG2, "PKIX_ED25519", "https://" + LOG2_NAME)],
    "certificateAuthorities": [certifier([CA_CERTIFICATE, ROOT_CERTIFICATE], "https://ca.example.org")],
    "ctlogs": [log(CERTIFICATE_LOG, "PKIX_ECDSA_P256_SHA_256", "https://ct.example.org")],
    "timestampAuthorities": [certifier([CLOCK_CERTIFICATE, CLOCK_ROOT_CERTIFICATE], "https://clock.example.org")],
}
(OUT / "trusted_root.json").write_text(json.dumps(ROOT_FILE) + "\n")
for title, case in CASES.items():
    (OUT / f"{title}.sig").write_text(json.dumps(case, separators=(",", ":")) + "\n")

# The reference implementation on each of them.
from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier, policy

READS_LESS = {"good-0.2-intoto", "good-0.1-promise", "good-rekor2-dsse"}
WARNS_ONLY = {"with-root"}
verifier_ = Verifier(trusted_root=TrustedRoot.from_file(str(OUT / "trusted_root.json")))
for title, case in CASES.items():
    try:
        made, whose = Bundle.from_json(json.dumps(case)), policy.Identity(identity=IDENTITY, issuer=ISSUER)
        if "messageSignature" in case:
            verifier_.verify_artifact(FILE, made, whose)
        else:
            verifier_.verify_dsse(made, whose)
        answer = None
    except Exception as error:
        answer = f"{type(error).__name__}: {error}"
    expected = title.startswith("good") and title not in READS_LESS or title in WARNS_ONLY
    if (answer is None) != expected:
        raise SystemExit(f"{title}: the package `sigstore` says {answer or 'valid'}")
    print(f"{title:26} {(answer or 'valid')[:110]}")
