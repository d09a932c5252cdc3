"""Projects, people and application credentials for the cloud that cloud-setup.sh started; writes cloud.json and clouds.yaml.

Run once, by that script: cloud-seed.py FOLDER AUTH_URL IAD_URL DFW_URL. Makes no images: each test makes its own.
"""

import json
import os
import sys

import requests

folder, auth_url, iad_url, dfw_url = sys.argv[1:]
regions = {"IAD": iad_url, "DFW": dfw_url}
http = requests.Session()
http.trust_env = False  # no proxy between here and loopback


def call(method, path, token=None, body=None):
    answer = http.request(method, auth_url + path, json=body, headers={"X-Auth-Token": token} if token else {})
    if not answer.ok:
        sys.exit(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
    return answer


def log_in(user, password, project):
    domain = {"id": "default"}
    identity = {"methods": ["password"], "password": {"user": {"name": user, "domain": domain, "password": password}}}
    body = {"auth": {"identity": identity, "scope": {"project": {"name": project, "domain": domain}}}}
    return call("POST", "/auth/tokens", body=body).headers["X-Subject-Token"]


admin = log_in("admin", "admin-secret", "admin")


def ensure(kind, name, **more):
    """The id of the thing of that name; it may be there from a run that was cut short."""
    found = call("GET", f"/{kind}?name={name}", admin).json()[kind]
    one = found[0] if found else call("POST", f"/{kind}", admin, {kind[:-1]: {"name": name, **more}}).json()[kind[:-1]]
    return one["id"]


roles = {name: ensure("roles", name) for name in ("admin", "member", "reader", "service")}
projects = {
    name: ensure("projects", name, domain_id="default") for name in ("service", "producer", "consumer", "consumer2")
}
people = {"alice": "producer", "bob": "consumer", "carol": "consumer2"}
users = {
    name: ensure("users", name, domain_id="default", password=f"{name}-secret") for name in [*people, "glance"]
}
grants = [(project, name, "member") for name, project in people.items()]
for project, name, role in [*grants, ("service", "glance", "service"), ("service", "glance", "admin")]:
    call("PUT", f"/projects/{projects[project]}/users/{users[name]}/roles/{roles[role]}", admin)

known_regions = [region["id"] for region in call("GET", "/regions", admin).json()["regions"]]
for region in regions:
    if region not in known_regions:
        call("POST", "/regions", admin, {"region": {"id": region}})
image = ensure("services", "glance", type="image")
endpoints = call("GET", f"/endpoints?service_id={image}", admin).json()["endpoints"]
known = {(endpoint["region_id"], endpoint["interface"]) for endpoint in endpoints}
for region, url in regions.items():
    for interface in ("public", "internal", "admin"):
        if (region, interface) not in known:
            endpoint = {"service_id": image, "region_id": region, "interface": interface, "url": url}
            call("POST", "/endpoints", admin, {"endpoint": endpoint})

# The least that each side needs, as the bot recommends it.
lists = [("GET", "/v2/images"), ("GET", "/v2/images/*"), ("GET", "/v2/images/*/members"), ("GET", "/v2/images/*/members/*")]
producer = [*lists, ("PATCH", "/v2/images/*"), ("POST", "/v2/images/*/members"), ("DELETE", "/v2/images/*/members/*")]
consumer = [*lists, ("PUT", "/v2/images/*/members/*")]


def application_credentials(person):
    token = log_in(person, f"{person}-secret", people[person])
    path = f"/users/{users[person]}/application_credentials"
    for old in call("GET", path, token).json()["application_credentials"]:
        call("DELETE", f"{path}/{old['id']}", token)
    rules = producer if person == "alice" else consumer
    kinds = {
        "bot": {},
        "bot-restricted": {
            "access_rules": [{"service": "image", "method": method, "path": path} for method, path in rules]
        },
        "bot-reader": {"roles": [{"name": "reader"}]},
        "bot-member-only": {"roles": [{"name": "member"}]},
    }
    made = {}
    for name, more in kinds.items():
        body = {"application_credential": {"name": name, "secret": f"{person}-{name}-secret", **more}}
        one = call("POST", path, token, body).json()["application_credential"]
        made[name] = {"id": one["id"], "secret": one["secret"]}
    return made


cloud = {
    "auth_url": auth_url,
    "secure_rbac": True,
    "domain": {"id": "default", "name": "Default"},
    "regions": regions,
    "admin": {"user": "admin", "password": "admin-secret", "project": "admin"},
    "projects": projects,
    "users": {
        name: {
            "id": users[name],
            "password": f"{name}-secret",
            "project": project,
            "app_credentials": application_credentials(name),
        }
        for name, project in people.items()
    },
}
with open(f"{folder}/clouds.yaml", "w") as file:
    file.write(f"clouds:\n  local:\n    auth:\n      auth_url: {auth_url}\n    regions: [IAD, DFW]\n")
# Last, and at once: that it is there means that all else is.
with open(f"{folder}/cloud.json.part", "w") as file:
    json.dump(cloud, file, indent=2)
os.rename(f"{folder}/cloud.json.part", f"{folder}/cloud.json")
