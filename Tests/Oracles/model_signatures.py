"""Makes Tests/Fixtures/signing: keys, certificates, a small model, and bundles made by model-signing.

    pip install model-signing==1.1.1 pyOpenSSL
    python Tests/Oracles/model_signatures.py

`early.sig` and `embedded.sig` have the forms of model-signing 0.2 and 1.0, which 1.1.1 reads and no longer writes;
they are put together here and checked with it. All keys are for tests only.
"""
import base64
import datetime
import hashlib
import json
import pathlib
import shutil

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from model_signing import signing, verifying

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures" / "signing"
MODEL = FIXTURES / "model"
CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}
HASHES = {"p256": hashes.SHA256(), "p384": hashes.SHA384(), "p521": hashes.SHA512()}
FILES = {
    "config.json": b'{"model_type": "tiny"}\n',
    "a/b": b"below a folder\n",
    "a-b": b"before it by bytes, after it by components\n",
    "weights.bin": bytes(range(256)) * 5,
    "empty": b"",
}


def day(year):
    return datetime.datetime(year, 1, 1)


def save_key(name, key):
    (FIXTURES / f"{name}.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (FIXTURES / f"{name}.pub.pem").write_bytes(public_pem(key))


def public_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def certificate(name, key, issuer=None, ca=False, years=(2020, 2120), signs=True):
    """Writes NAME.crt; `issuer` is (name, key), itself if there is none."""
    def subject(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    issuer_name, issuer_key = issuer or (name, key)
    builder = (x509.CertificateBuilder()
               .subject_name(subject(f"Candor test {name}"))
               .issuer_name(subject(f"Candor test {issuer_name}"))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(day(years[0])).not_valid_after(day(years[1]))
               .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
               .add_extension(x509.KeyUsage(
                   digital_signature=not ca and signs, key_cert_sign=ca, crl_sign=ca,
                   content_commitment=False, key_encipherment=not signs, data_encipherment=False,
                   key_agreement=False, encipher_only=False, decipher_only=False), critical=True))
    if not ca and signs:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=True)
    made = builder.sign(issuer_key, hashes.SHA256())
    (FIXTURES / f"{name}.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def sign_with_key(name):
    signing.Config().use_elliptic_key_signer(
        private_key=FIXTURES / f"{name}.pem").sign(MODEL, FIXTURES / f"{name}.sig")


def sign_with_certificate(name, key):
    signing.Config().use_certificate_signer(
        private_key=FIXTURES / f"{key}.pem", signing_certificate=FIXTURES / f"{name}.crt",
        certificate_chain=[FIXTURES / "intermediate.crt"]).sign(MODEL, FIXTURES / f"{name}.sig")


def bundle(payload, signature, material):
    return json.dumps({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": material,
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": "application/vnd.in-toto+json",
            "signatures": [{"sig": base64.b64encode(signature).decode(), "keyid": None}]}}, indent=1)


def early(keys):
    """0.2: digests are subjects, and the signature is over the text that Python prints for bytes."""
    statement = json.dumps({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": hashlib.sha256(data).hexdigest()}}
                    for name, data in sorted(FILES.items())],
        "predicateType": "https://model_signing/Digests/v0.1",
        "predicate": {"unused": "It's \\ unused\n"}}, ensure_ascii=False).encode()
    signed = f"DSSEV1 28 application/vnd.in-toto+json {len(statement)} {statement}".encode()
    signature = keys["p256"].sign(signed, ec.ECDSA(hashes.SHA256()))
    (FIXTURES / "early.sig").write_text(bundle(
        statement, signature, {"publicKey": {"rawBytes": base64.b64encode(
            public_pem(keys["p256"])).decode(), "keyDetails": "PKIX_ECDSA_P256_SHA_256"}}))


def embedded():
    """1.0: no hint and no list of ignored paths; the key itself stands in the bundle, to no avail."""
    made = json.loads((FIXTURES / "p384.sig").read_text())
    payload = json.loads(base64.b64decode(made["dsseEnvelope"]["payload"]))
    del payload["predicate"]["serialization"]["ignore_paths"]
    payload = json.dumps(payload).encode()
    signed = b"DSSEv1 28 application/vnd.in-toto+json %d %b" % (len(payload), payload)
    key = serialization.load_pem_private_key((FIXTURES / "p384.pem").read_bytes(), None)
    signature = key.sign(signed, ec.ECDSA(hashes.SHA384()))
    (FIXTURES / "embedded.sig").write_text(bundle(
        payload, signature, {"publicKey": {"rawBytes": base64.b64encode(public_pem(key)).decode(),
                                           "keyDetails": "PKIX_ECDSA_P384_SHA_384"}}))


def main():
    shutil.rmtree(FIXTURES, ignore_errors=True)
    for name, data in FILES.items():
        path = MODEL / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    keys = {name: ec.generate_private_key(curve) for name, curve in CURVES.items()}
    for name, key in keys.items():
        save_key(name, key)
        sign_with_key(name)
    early(keys)
    embedded()
    root, intermediate = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    certificate("root", root, ca=True)
    certificate("stranger", ec.generate_private_key(ec.SECP256R1()), ca=True)
    certificate("intermediate", intermediate, ("root", root), ca=True)
    issuer = ("intermediate", intermediate)
    certificate("signer", keys["p384"], issuer)
    certificate("expired", keys["p384"], issuer, years=(2020, 2021))
    certificate("mailer", keys["p384"], issuer, signs=False)
    sign_with_certificate("signer", "p384")
    sign_with_certificate("expired", "p384")
    sign_with_certificate("mailer", "p384")

    for name in ["p256", "p384", "p521", "early", "embedded"]:
        key = {"early": "p256", "embedded": "p384"}.get(name, name)
        verifying.Config().use_elliptic_key_verifier(
            public_key=FIXTURES / f"{key}.pub.pem").verify(MODEL, FIXTURES / f"{name}.sig")
    verifying.Config().use_certificate_verifier(
        certificate_chain=[FIXTURES / "root.crt"]).verify(MODEL, FIXTURES / "signer.sig")


if __name__ == "__main__":
    main()
