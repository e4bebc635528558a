#include "audit/saved/observe_saved.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/probes/mount.h"
#include "audit/rules/saved.h"
#include "audit/saved/records.h"
#include "audit/saved/saved_mounts.h"
#include "audit/saved/server_facts.h"
#include "audit/saved/smb_facts.h"
#include "audit/talk.h"
#include "base/hash.h"
#include "base/random.h"

namespace runseal::audit {
namespace {

struct Output {
  const SavedOutput* from;
  SavedKind kind;
  std::string text;
};

const Output* first_of(const std::vector<Output>& outputs, SavedKind kind) {
  const auto found = std::ranges::find(outputs, kind, &Output::kind);
  return found == outputs.end() ? nullptr : &*found;
}

std::vector<Record> records_of(const std::vector<Output>& outputs, SavedKind kind) {
  const auto* output = first_of(outputs, kind);
  return output ? parse_records(output->text) : std::vector<Record>();
}

void take(SavedFacts said, const std::string& protocol, const std::string& label, model::Observation& into) {
  into.protocol = protocol;
  for (auto& [id, value] : said.facts) into.facts[id] = {std::move(value), label};
  into.failure = said.failure;
  into.complete = said.failure.empty();
  add_exchange(into, label, "read the settings that decide", base::as_bytes(said.evidence), "answered");
}

// The server's settings before the client's, the settings of a server before those of one share.
void tell(const std::vector<Output>& outputs, const base::Endpoint& connection, model::Observation& into) {
  const auto label = [](const Output* output) { return std::string(base::name_of(output->kind)); };
  if (const auto* conf = first_of(outputs, SavedKind::smb_conf))
    return take(facts_of_smb_conf(parse_smb_conf(conf->text), connection), "smb", label(conf), into);
  const auto* server = first_of(outputs, SavedKind::smb_server_configuration);
  const auto* share = first_of(outputs, SavedKind::smb_share);
  if (server || share) {
    const auto settings = records_of(outputs, SavedKind::smb_server_configuration);
    return take(facts_of_windows(settings.empty() ? Record() : settings.front(),
                                 records_of(outputs, SavedKind::smb_share), connection),
                "smb", label(server ? server : share), into);
  }
  if (const auto* exports = first_of(outputs, SavedKind::exports))
    return take(facts_of_exports(parse_exports(exports->text), connection), "nfs", label(exports), into);
  if (const auto* sshd = first_of(outputs, SavedKind::sshd))
    return take(facts_of_sshd(parse_sshd_settings(sshd->text)), "ssh", label(sshd), into);
  if (const auto* used = first_of(outputs, SavedKind::smb_connection))
    return take(facts_of_smb_connection(parse_records(used->text), connection), "mount", label(used), into);
  const auto* table = first_of(outputs, SavedKind::mounts);
  LocalMounts mounts;
  mounts.mounted = parse_saved_mounts(table->text);
  mounts.files_read = {"a saved mount table"};
  into.protocol = "mount";
  if (const auto point = point_of(mounts.mounted, connection))
    describe_mount(mounts, *point, label(table), into);
  else
    into.failure = "the table holds no mount of " + connection.url();
}

void say_where_from(const std::vector<Output>& outputs, model::Observation& into) {
  auto list = Json::array();
  for (const auto& [from, kind, text] : outputs)
    list.push_back({{"file", from->name},
                    {"kind", base::name_of(kind)},
                    {"sha256", base::sha256_hex(from->content)},
                    {"bytes", from->content.size()},
                    {"saved-by", from->by},
                    {"saved-at", from->at}});
  into.facts[saved_files_id] = {list, into.exchanges.empty() ? "" : into.exchanges.front().label};
}

std::vector<base::Endpoint> mounts_in(const std::vector<Output>& outputs) {
  std::vector<base::Endpoint> all;
  LocalMounts mounts;
  if (const auto* table = first_of(outputs, SavedKind::mounts)) mounts.mounted = parse_saved_mounts(table->text);
  for (const auto& point : network_mount_points(mounts))
    if (auto endpoint = base::parse_endpoint(base::Endpoint{"mount", {}, 0, point}.url())) all.push_back(*endpoint);
  return all;
}

}  // namespace

Result<SavedKind> kind_of(const SavedOutput& output) {
  if (output.kind) return *output.kind;
  if (const auto kind = recognise(saved_text(output.content))) return *kind;
  return fail(ErrorCode::invalid, "runseal does not recognise what was saved there", output.name,
              "say what it is with --from-kind; docs/manual/collect.md shows what can be read and how to save it");
}

Result<std::vector<model::Observation>> observe_saved(const std::vector<SavedOutput>& outputs,
                                                      const std::vector<base::Endpoint>& connections) {
  std::vector<Output> read;
  for (const auto& output : outputs) {
    RUNSEAL_TRY(const auto kind, kind_of(output));
    read.push_back({&output, kind, saved_text(output.content)});
  }
  std::vector<model::Observation> observations;
  for (const auto& connection : connections.empty() ? mounts_in(read) : connections) {
    std::vector<Output> fitting;
    std::ranges::copy_if(read, std::back_inserter(fitting),
                         [&](const auto& one) { return fits(one.kind, connection); });
    if (fitting.empty()) continue;
    auto& made = observations.emplace_back();
    made.id = base::random_id();
    made.endpoint = connection.url();
    made.method = saved_method;
    made.version = RUNSEAL_VERSION;
    made.at = fitting.front().from->at;
    for (const auto& one : fitting) made.at = std::min(made.at, one.from->at);  // the oldest of them
    tell(fitting, connection, made);
    say_where_from(fitting, made);
  }
  if (observations.empty())
    return fail(ErrorCode::invalid, "nothing that was saved there tells about a connection that was named",
                read.empty() ? "" : read.front().from->name, "name the connection: --connection smb://nas01/runs");
  return observations;
}

}  // namespace runseal::audit
