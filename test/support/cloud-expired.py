"""Somebody whose password has expired, on the cloud that cloud-setup.sh started; named in cloud.json. Safe to repeat.

Run by that script: cloud-expired.py FOLDER. Keystone takes no time at which a password expires, so its database is told.
"""

import json
import os
import sqlite3
import sys

import requests

folder = sys.argv[1]
path = f"{folder}/cloud.json"
with open(path) as file:
    cloud = json.load(file)
http = requests.Session()
http.trust_env = False  # no proxy between here and loopback
name, password, domain = "dora", "dora-secret", {"id": "default"}


def call(method, path, token=None, body=None):
    answer = http.request(method, cloud["auth_url"] + path, json=body, headers={"X-Auth-Token": token} if token else {})
    if not answer.ok:
        sys.exit(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
    return answer


admin = {"name": cloud["admin"]["user"], "domain": domain, "password": cloud["admin"]["password"]}
identity = {"methods": ["password"], "password": {"user": admin}}
scope = {"project": {"name": cloud["admin"]["project"], "domain": domain}}
token = call("POST", "/auth/tokens", body={"auth": {"identity": identity, "scope": scope}}).headers["X-Subject-Token"]
found = call("GET", f"/users?name={name}&domain_id=default", token).json()["users"]
body = {"user": {"name": name, "domain_id": "default", "password": password}}
user = found[0] if found else call("POST", "/users", token, body).json()["user"]
with sqlite3.connect(f"{folder}/keystone/keystone.db", timeout=30) as db:
    db.execute(
        "update password set expires_at = '2020-01-01 00:00:00', expires_at_int = 1577836800000000 "
        "where local_user_id = (select id from local_user where user_id = ?)",
        (user["id"],),
    )
cloud["expired"] = {"user": name, "password": password, "project": "consumer"}
with open(f"{path}.part", "w") as file:
    json.dump(cloud, file, indent=2)
os.replace(f"{path}.part", path)
