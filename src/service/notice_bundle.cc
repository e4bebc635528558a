#include "service/notice_bundle.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/tar.h"
#include "base/text.h"
#include "evidence/prover.h"
#include "service/case_book.h"
#include "store/entries.h"
#include "store/records.h"

namespace runseal::embedded {
std::map<std::string, std::string_view> bundle_files();
}

namespace runseal::service {
namespace {

constexpr std::size_t most_of_one_file = 256U << 20U;
using Numbers = std::set<std::uint64_t>;

// A part of a file's name that every system takes and no list of sums has to escape.
std::string plain_name(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view(".-_").contains(c);
    out += plain ? c : '_';
  }
  return out.size() <= 48 ? out : out.substr(0, 24) + out.substr(out.size() - 24);
}

std::string numbered(std::uint64_t index, const std::string& rest) { return fmt::format("{:08}{}", index, rest); }

std::string in_quotes(const std::string& text) { return "'" + base::replaced(text, "'", "'\\''") + "'"; }

class Packer {
 public:
  Packer(Workspace& workspace, const model::Notice& notice, evidence::Checkpoint checkpoint)
      : workspace_(workspace),
        notice_(notice),
        prover_(workspace.files(), workspace.evidence_folder(), std::move(checkpoint)) {}

  Result<NoticeBundle> pack();

 private:
  Result<> gather_of_notice();
  Result<> gather_of_case();
  Result<> gather_of_replies();
  Result<> gather_of_signers();
  Result<> add_entries();
  Result<> add_entry(std::uint64_t index);
  Result<> add_told_of(std::uint64_t index, const Json& entry);
  Result<> add_reply(const Json& data);
  Result<> add_exception(std::uint64_t index, const Json& data);
  Result<> add_signers();
  Result<> put(const std::string& name, Bytes content);
  Result<> put_text(const std::string& name, const std::string& text);
  Result<Bytes> kept(const base::Path& file);
  void sign_line(const std::string& signer, const char* name_space, const std::string& file,
                 const std::string& signature);
  std::string readme() const;

  Workspace& workspace_;
  const model::Notice& notice_;
  evidence::Prover prover_;
  Numbers numbers_;
  std::set<std::string> signers_;
  std::string signature_commands_;
  std::map<std::string, Bytes> files_;
  std::size_t bytes_ = 0;
};

Result<> Packer::gather_of_notice() {
  RUNSEAL_TRY(const auto about, store::entries_about(workspace_.database(), notice_.id, "", most_bundle_entries + 1));
  numbers_.insert(about.begin(), about.end());
  if (numbers_.empty())
    return fail(ErrorCode::not_found, "the evidence says nothing about " + notice_.id + " yet", {},
                "take in the letter, or state an action, first");
  return {};
}

// What the case rests on now: what was stated and measured, and the devices as they are declared.
Result<> Packer::gather_of_case() {
  const auto add = [&](const std::optional<std::uint64_t>& index) {
    if (index) numbers_.insert(*index);
  };
  RUNSEAL_TRY(const auto now, case_of(workspace_, notice_));
  for (const auto& item : now.items) add(item.evidence);
  std::set<std::string> devices;
  std::set<std::string> endpoints;
  for (const auto& near_miss : now.near_misses) devices.insert(near_miss.device_id);
  for (const auto& device : now.devices) {
    devices.insert(device.device_id);
    for (const auto& connection : device.connections) endpoints.insert(connection.endpoint);
  }
  for (const auto& id : devices) {
    RUNSEAL_TRY(const auto device, store::find_device(workspace_.database(), id));
    if (device) add(device->evidence);
  }
  for (const auto& endpoint : endpoints) {
    RUNSEAL_TRY(const auto latest, store::latest_measurement(workspace_.database(), endpoint));
    if (latest) add(latest->evidence);
  }
  return {};
}

// What the answers of each signed form rest on: the case may say something else by now.
Result<> Packer::gather_of_replies() {
  const auto of_notice = numbers_;
  for (const auto index : of_notice) {
    RUNSEAL_TRY(const auto proof, prover_.prove(index));
    RUNSEAL_TRY(const auto entry, base::parse_json(base::as_text(proof.entry), evidence::max_entry));
    const auto& data = entry.at("data");
    if (entry.at("kind") == "exception") signers_.insert(data.value("by", ""));
    if (entry.at("kind") != "reply") continue;
    signers_.insert(data.at("signature").value("name", ""));
    const auto found = store::find_reply(workspace_.database(), data.value("reply", ""));
    if (!found) return fail(found.error());
    if (!*found) continue;
    for (const auto& answer : (*found)->record.answers) numbers_.insert(answer.evidence.begin(), answer.evidence.end());
  }
  return {};
}

Result<> Packer::gather_of_signers() {
  for (const auto& name : signers_) {
    RUNSEAL_TRY(const auto person, store::find_person(workspace_.database(), name));
    if (person && person->evidence) numbers_.insert(*person->evidence);
  }
  return {};
}

Result<> Packer::put(const std::string& name, Bytes content) {
  bytes_ += content.size();
  if (bytes_ > most_bundle_bytes)
    return fail(ErrorCode::limit, "the bundle of " + notice_.id + " has more than 512 MiB", {},
                "hand over the folder evidence/ and the attached files themselves");
  files_[name] = std::move(content);
  return {};
}

Result<> Packer::put_text(const std::string& name, const std::string& text) {
  const auto bytes = base::as_bytes(text);
  return put(name, {bytes.begin(), bytes.end()});
}

Result<Bytes> Packer::kept(const base::Path& file) {
  auto content = workspace_.files().read(workspace_.folder() / file, most_of_one_file);
  if (!content && content.error().code == ErrorCode::not_found)
    return fail(ErrorCode::corrupt, "a file that the evidence tells of is gone", file.string(),
                "restore it from a backup");
  return content;
}

void Packer::sign_line(const std::string& signer, const char* name_space, const std::string& file,
                       const std::string& signature) {
  signature_commands_ += fmt::format("    ssh-keygen -Y verify -f signers -I {} -n {} -s {} < {}\n", in_quotes(signer),
                                     name_space, signature, file);
}

Result<> Packer::add_reply(const Json& data) {
  const auto id = data.value("reply", "");
  const auto folder = base::Path("replies") / plain_name(id);
  const auto names = workspace_.files().list(workspace_.folder() / folder);
  if (!names) return fail(ErrorCode::corrupt, "the files of a signed reply are gone", folder.string());
  for (const auto& name : *names) {
    if (name.starts_with('.')) continue;  // left by a process that was killed while it wrote
    RUNSEAL_TRY(auto content, kept(folder / name));
    RUNSEAL_CHECK(put((folder / name).string(), std::move(content)));
    if (name.ends_with(".sig"))
      sign_line(data.at("signature").value("name", ""), "runseal-reply",
                (folder / name.substr(0, name.size() - 4)).string(), (folder / name).string());
  }
  return {};
}

Result<> Packer::add_exception(std::uint64_t index, const Json& data) {
  RUNSEAL_TRY(const auto exception, base::from_json<model::CaseException>(data, "evidence"));
  RUNSEAL_TRY(const auto words, signed_text(exception));
  const auto stem = "exceptions/" + numbered(index, "");
  RUNSEAL_CHECK(put_text(stem + ".txt", words));
  RUNSEAL_CHECK(put_text(stem + ".sig", exception.signature));
  sign_line(exception.by, exception_namespace, stem + ".txt", stem + ".sig");
  return {};
}

// The files that an entry names by their hash.
Result<> Packer::add_told_of(std::uint64_t index, const Json& entry) {
  const auto& kind = entry.at("kind");
  const auto& data = entry.at("data");
  if (kind == "reply") return add_reply(data);
  if (kind == "exception") return add_exception(index, data);
  std::string folder;
  Json told;
  if (kind == "notice") {
    folder = "letters/";
    told = data.at("notice").at("source");
  } else if (kind == "action" && data.contains("attachment") && data.at("attachment").is_object()) {
    folder = "attachments/";
    told = data.at("attachment");
  }
  const auto sha256 = told.is_object() ? told.value("sha256", "") : std::string();
  if (sha256.empty()) return {};
  RUNSEAL_TRY(const auto digest, base::from_hex(sha256));  // nothing else makes a path
  RUNSEAL_TRY(auto content, kept(base::Path("attachments") / base::to_hex(digest)));
  return put(folder + numbered(index, "-" + plain_name(told.value("file_name", ""))), std::move(content));
}

Result<> Packer::add_entry(std::uint64_t index) {
  RUNSEAL_TRY(const auto proof, prover_.prove(index));
  RUNSEAL_TRY(const auto entry, base::parse_json(base::as_text(proof.entry), evidence::max_entry));
  RUNSEAL_CHECK(put("entries/" + numbered(index, ".json"), proof.entry));
  RUNSEAL_CHECK(put_text("proofs/" + numbered(index, ".proof"), evidence::format_proof(proof, prover_.checkpoint())));
  return add_told_of(index, entry);
}

Result<> Packer::add_entries() {
  if (numbers_.size() > most_bundle_entries)
    return fail(ErrorCode::limit, fmt::format("more than {} entries belong to {}", most_bundle_entries, notice_.id), {},
                "hand over the folder evidence/ itself: `runseal evidence verify --log` checks all of it");
  for (const auto index : numbers_) RUNSEAL_CHECK(add_entry(index));
  return {};
}

// ssh-keygen reads a name as patterns: what means something there matches any one character instead.
Result<> Packer::add_signers() {
  std::string lines;
  for (const auto& name : signers_) {
    RUNSEAL_TRY(const auto person, store::find_person(workspace_.database(), name));
    if (!person) continue;
    auto pattern = name;
    for (auto& c : pattern)
      if (std::string_view("\",*!\\").contains(c)) c = '?';
    lines +=
        fmt::format("\"{}\" namespaces=\"runseal-reply,runseal-exception\" {}\n", pattern, person->record.public_key);
  }
  return lines.empty() ? Result<>{} : put_text("signers", lines);
}

std::string Packer::readme() const {
  auto text = std::string(embedded::bundle_files().at("README.txt"));
  const std::pair<const char*, std::string> values[] = {
      {"@notice@", notice_.id},
      {"@at@", base::format_instant(workspace_.now())},
      {"@version@", RUNSEAL_VERSION},
      {"@origin@", prover_.checkpoint().origin},
      {"@signatures@", signature_commands_.empty() ? "    (nothing is signed by a person yet)\n" : signature_commands_},
  };
  for (const auto& [name, value] : values) text = base::replaced(text, name, value);
  return text;
}

Result<NoticeBundle> Packer::pack() {
  RUNSEAL_CHECK(gather_of_notice());
  RUNSEAL_CHECK(gather_of_case());
  RUNSEAL_CHECK(gather_of_replies());
  RUNSEAL_CHECK(gather_of_signers());
  RUNSEAL_CHECK(add_entries());
  RUNSEAL_CHECK(add_signers());
  const auto& verifier = workspace_.verifier();
  RUNSEAL_CHECK(put_text("log/checkpoint", prover_.checkpoint().note));
  RUNSEAL_CHECK(put_text("log/evidence.vkey", evidence::format_vkey(verifier.name, verifier.key) + "\n"));
  RUNSEAL_CHECK(put_text("check.py", std::string(embedded::bundle_files().at("check.py"))));
  RUNSEAL_CHECK(put_text("README.txt", readme()));
  std::string sums;
  for (const auto& [name, content] : files_) sums += base::sha256_hex(content) + "  " + name + "\n";
  RUNSEAL_CHECK(put_text("SHA256SUMS", sums));

  const auto stem = plain_name(notice_.id) + "-evidence";
  base::Tar tar(workspace_.now());
  for (const auto& [name, content] : files_) RUNSEAL_CHECK(tar.add(stem + "/" + name, content));
  return NoticeBundle{stem + ".tar", std::move(tar).finish(), numbers_.size()};
}

}  // namespace

Result<NoticeBundle> notice_bundle(Workspace& workspace, const model::Notice& notice) {
  RUNSEAL_TRY(auto checkpoint, workspace.checkpoint());
  return Packer(workspace, notice, std::move(checkpoint)).pack();
}

}  // namespace runseal::service
