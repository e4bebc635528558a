#include "audit/rules/mount_facts.h"

#include "audit/rules/facts.h"

namespace runseal::audit {
namespace {

const Json& value_of(const model::Observation& observation, const char* id) {
  static const Json nothing;
  const auto found = observation.facts.find(id);
  return found == observation.facts.end() ? nothing : found->second.value;
}

std::optional<MountUse> use_of(const model::Observation& observation) {
  const auto& told = value_of(observation, "mount.used");
  if (told == "not told") return MountUse{};
  if (!told.is_object()) return {};
  try {
    MountUse use;
    use.told = true;
    use.dialect = told.value("dialect", "");
    if (told.contains("signed")) use.is_signed = told.at("signed").get<bool>();
    use.encrypted = told.at("encrypted").get<bool>();
    use.guest = told.at("guest").get<bool>();
    return use;
  } catch (const Json::exception&) {
    return {};
  }
}

std::vector<DeclaredMount> declared_in(const model::Observation& observation) {
  std::vector<DeclaredMount> list;
  try {
    for (const auto& one : value_of(observation, "mount.declared"))
      list.push_back({one.at("file").get<std::string>(),
                      {one.at("point").get<std::string>(), one.at("type").get<std::string>(),
                       one.at("source").get<std::string>(), one.at("options").get<std::vector<std::string>>()}});
  } catch (const Json::exception&) {
    return {};
  }
  return list;
}

}  // namespace

MountFacts mount_facts(const model::Observation& observation) {
  const auto& o = observation;
  MountFacts facts;
  facts.mounted = fact<bool>(o, "mount.mounted");
  const auto point = fact<std::string>(o, "mount.point");
  const auto type = fact<std::string>(o, "mount.type");
  const auto source = fact<std::string>(o, "mount.source");
  const auto options = fact<std::vector<std::string>>(o, "mount.options");
  if (point && type && source && options) facts.mount = proto::Mount{*point, *type, *source, *options};
  facts.use = use_of(o);
  facts.declared = declared_in(o);
  facts.passwords_in = fact<std::vector<std::string>>(o, "mount.passwords-in").value_or(facts.passwords_in);
  return facts;
}

Json as_fact(const MountUse& use) {
  if (!use.told) return "not told";
  Json told{{"dialect", use.dialect}, {"encrypted", use.encrypted}, {"guest", use.guest}};
  if (use.is_signed) told["signed"] = *use.is_signed;
  return told;
}

Json as_fact(const std::vector<DeclaredMount>& declared) {
  Json list = Json::array();
  for (const auto& [file, mount] : declared)
    list.push_back({{"file", file},
                    {"point", mount.point},
                    {"type", mount.type},
                    {"source", mount.source},
                    {"options", mount.options}});
  return list;
}

}  // namespace runseal::audit
