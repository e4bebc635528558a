// runseal evidence verify | show | prove | verify-proof | bundle | key
#include <fmt/format.h>

#include "app/context.h"
#include "app/records.h"
#include "base/one_line.h"
#include "base/text.h"
#include "store/outbox.h"

namespace runseal::app {
namespace {

constexpr std::size_t max_small_file = 1U << 20U;
constexpr std::uint64_t last_shown = 20;

// A log by itself (--log and --key: an auditor's copy), or the data directory's own.
struct LogOptions {
  std::string log;
  std::string key;
};

struct LogAt {
  base::Path folder;
  evidence::Verifier verifier;
  std::vector<evidence::Checkpoint> known;
  std::string without_store;  // why no earlier checkpoints are known
};

Result<evidence::Verifier> verifier_from(const std::string& key) {
  if (key.find('+') != std::string::npos && key.find('/') != 0)
    if (auto direct = evidence::parse_vkey(key)) return direct;
  RUNSEAL_TRY(const auto content, base::real_files().read(key, max_small_file));
  return evidence::parse_vkey(base::trim(base::as_text(content)));
}

Result<LogAt> log_at(const Context& context, const LogOptions& options) {
  if (options.log.empty() != options.key.empty()) return fail(ErrorCode::usage, "--log and --key go together");
  LogAt at;
  if (!options.log.empty()) {
    at.folder = options.log;
    RUNSEAL_TRY(at.verifier, verifier_from(options.key));
    return at;
  }
  const auto key_file = context.data_folder() / "keys" / "evidence.vkey";
  RUNSEAL_TRY(const bool there, base::real_files().exists(key_file));
  if (!there)
    return fail(ErrorCode::not_found, "there is no evidence here yet", context.data_folder().string(),
                "name another directory with --data");
  at.folder = context.data_folder() / "evidence";
  RUNSEAL_TRY(at.verifier, verifier_from(key_file.string()));
  // the store remembers earlier checkpoints; where it cannot be read, the log is checked by itself
  auto workspace = context.open(service::Access::read);
  Result<std::vector<std::string>> notes = std::vector<std::string>{};
  if (workspace)
    notes = store::remembered_checkpoints(workspace->database());
  else
    notes = fail(workspace.error());
  if (!notes) {
    at.without_store = base::one_line(notes.error());
    return at;
  }
  for (const auto& note : *notes) {
    RUNSEAL_TRY(auto checkpoint, evidence::parse_checkpoint(note, at.verifier));
    at.known.push_back(std::move(checkpoint));
  }
  return at;
}

Json as_json(const evidence::Checkpoint& checkpoint) {
  return {{"origin", checkpoint.origin}, {"size", checkpoint.size}, {"root", base::to_base64(checkpoint.root)}};
}

// A service answers for the log that it has; a log by itself is read here.
Result<> refuse_log_of_service(const Context& context, const LogOptions& options) {
  if (context.remote() && !(options.log.empty() && options.key.empty()))
    return fail(ErrorCode::usage, "--log and --key name a log here, --server names one there", {},
                "leave out one of them");
  return {};
}

Result<records::CheckedLog> checked(const Context& context, const LogOptions& options) {
  RUNSEAL_CHECK(refuse_log_of_service(context, options));
  if (context.remote()) return records::check_log(context);
  RUNSEAL_TRY(const auto at, log_at(context, options));
  RUNSEAL_TRY(auto verification, evidence::verify(base::real_files(), at.folder, at.verifier, at.known));
  return records::CheckedLog{std::move(verification), at.known.size(), at.without_store};
}

Result<int> verify(const Context& context, const LogOptions& options) {
  RUNSEAL_TRY(const auto log, checked(context, options));
  const auto& verification = log.verification;
  if (context.json) {
    Json problems = Json::array();
    for (const auto& problem : verification.problems)
      problems.push_back({{"what", problem.what}, {"where", problem.where}});
    context.print({{"holds", verification.holds()},
                   {"checkpoint", as_json(verification.checkpoint)},
                   {"entries", verification.entries},
                   {"known_checkpoints", log.known},
                   {"without_store", log.without_store},
                   {"problems", problems}});
    return verification.holds() ? holds : wrong;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& problem : verification.problems)
    rows.push_back({context.screen.bad(base::printable(problem.where, 120)), problem.what});
  context.screen.table(rows, 0);
  if (!log.without_store.empty())
    context.screen.paragraph(context.screen.warn("Checked without the store's earlier checkpoints: ") +
                             log.without_store);
  if (!verification.holds()) {
    context.screen.line(
        context.screen.bad(fmt::format("The evidence does not hold: {} problem(s).", verification.problems.size())));
    return wrong;
  }
  context.screen.line(fmt::format("{} {} entries, every byte read again; root {}",
                                  context.screen.good("The evidence holds:"), verification.entries,
                                  base::to_base64(verification.checkpoint.root)));
  return holds;
}

std::string word(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  return found != entry.end() && found->is_string() ? base::printable(found->get<std::string>(), 120) : std::string();
}

// Of the service, of a log by itself, or of the data directory. `wanted` nothing: the last twenty.
Result<records::Entries> entries_of(const Context& context, const LogOptions& options,
                                    std::optional<std::uint64_t> wanted) {
  RUNSEAL_CHECK(refuse_log_of_service(context, options));
  if (context.remote()) return records::entries(context, wanted, last_shown);
  RUNSEAL_TRY(const auto at, log_at(context, options));
  RUNSEAL_TRY(const auto checkpoint, evidence::read_checkpoint(base::real_files(), at.folder, at.verifier));
  const auto end = wanted ? *wanted + 1 : checkpoint.size;
  records::Entries out;
  for (auto index = wanted.value_or(end > last_shown ? end - last_shown : 0); index < end; ++index) {
    RUNSEAL_TRY(auto entry, evidence::read_entry(base::real_files(), at.folder, checkpoint, index));
    out.emplace_back(index, std::move(entry));
  }
  return out;
}

Result<int> show(const Context& context, const LogOptions& options, std::optional<std::uint64_t> wanted) {
  RUNSEAL_TRY(const auto entries, entries_of(context, options, wanted));
  if (wanted) {
    context.print(entries.front().second);
    return holds;
  }
  std::vector<std::vector<std::string>> rows;
  Json documents = Json::array();
  for (const auto& [index, entry] : entries) {
    documents.push_back(entry);
    rows.push_back(
        {std::to_string(index), word(entry, "at").substr(0, 19), word(entry, "kind"), word(entry, "subject")});
  }
  if (context.json)
    context.print(documents);
  else
    context.screen.table(rows, 0);
  return holds;
}

struct ProofText {
  std::string text;
  std::string key;
};

Result<ProofText> proof_of(const Context& context, const LogOptions& options, std::uint64_t index) {
  RUNSEAL_CHECK(refuse_log_of_service(context, options));
  ProofText out;
  if (context.remote()) {
    RUNSEAL_TRY(out.key, records::log_key(context));
    RUNSEAL_TRY(out.text, records::proof(context, index));
    return out;
  }
  RUNSEAL_TRY(const auto at, log_at(context, options));
  out.key = evidence::format_vkey(at.verifier.name, at.verifier.key);
  RUNSEAL_TRY(out.text, evidence::prove(base::real_files(), at.folder, at.verifier, index));
  return out;
}

Result<int> prove(const Context& context, const LogOptions& options, std::uint64_t index, const std::string& out) {
  RUNSEAL_TRY(const auto made, proof_of(context, options, index));
  const auto& [proof, key] = made;
  if (out.empty() && context.json) {
    context.print({{"proof", proof}});
    return holds;
  }
  if (out.empty()) {
    std::fwrite(proof.data(), 1, proof.size(), stdout);
    return holds;
  }
  RUNSEAL_CHECK(base::write_durably(base::real_files(), out, base::as_bytes(proof), 0644));
  if (context.json)
    context.print({{"file", out}, {"key", key}});
  else
    context.screen.line(fmt::format("{} {}\nCheck it anywhere: runseal evidence verify-proof {} --key '{}'",
                                    context.screen.good("written:"), out, out, key));
  return holds;
}

Result<int> verify_proof(const Context& context, const std::string& file, const std::string& key) {
  RUNSEAL_TRY(const auto verifier, verifier_from(key));
  RUNSEAL_TRY(const auto content, base::real_files().read(file, max_small_file));
  const auto proven = evidence::verify_proof(base::as_text(content), verifier);
  if (!proven) {
    if (context.json)
      context.print({{"holds", false}, {"what", proven.error().what}});
    else
      context.screen.line(context.screen.bad("The proof does not hold: ") + base::one_line(proven.error()));
    return wrong;
  }
  if (context.json) {
    context.print({{"holds", true},
                   {"index", proven->index},
                   {"entry", proven->entry},
                   {"checkpoint", as_json(proven->checkpoint)}});
    return holds;
  }
  context.screen.line(
      fmt::format("{} entry {} stands in the log {} of {} entries:", context.screen.good("The proof holds:"),
                  proven->index, proven->checkpoint.origin, proven->checkpoint.size));
  context.print(proven->entry);
  return holds;
}

Result<int> bundle(const Context& context, const std::string& id, std::string out) {
  RUNSEAL_TRY(const auto made, records::bundle(context, id));
  if (out.empty()) out = made.file_name;
  RUNSEAL_CHECK(base::real_files().may_replace(out));
  RUNSEAL_CHECK(base::write_durably(base::real_files(), out, base::as_bytes(made.content), 0644));
  RUNSEAL_TRY(const auto key, records::log_key(context));
  if (context.json)
    context.print({{"file", out}, {"key", key}});
  else
    context.screen.line(fmt::format(
        "{} {}. README.txt in it says how to check it without runseal.\nGive the log's key by another way than the "
        "file: {}",
        context.screen.good("written:"), out, key));
  return holds;
}

Result<int> show_key(const Context& context) {
  RUNSEAL_TRY(const auto key, records::log_key(context));
  if (context.json)
    context.print({{"key", key}});
  else
    context.screen.line(key);
  return holds;
}

void add_log_options(CLI::App* command, LogOptions& options) {
  command->add_option("--log", options.log, "a log by itself, such as an auditor's copy (with --key)");
  command->add_option("--key", options.key, "its public key, or a file that holds it");
}

}  // namespace

void add_evidence_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("evidence", "the append-only, signed record of everything");
  group->require_subcommand(1);
  {
    auto options = std::make_shared<LogOptions>();
    add_log_options(add_remote_command(*group, context, "verify", "read and hash the whole log again",
                                       [&context, options] { return verify(context, *options); }),
                    *options);
  }
  {
    auto options = std::make_shared<LogOptions>();
    auto index = std::make_shared<std::optional<std::uint64_t>>();
    auto* command = add_remote_command(*group, context, "show", "one entry, or the last twenty",
                                       [&context, options, index] { return show(context, *options, *index); });
    command->add_option("N", *index, "the entry's number");
    add_log_options(command, *options);
  }
  {
    auto options = std::make_shared<LogOptions>();
    auto index = std::make_shared<std::uint64_t>(0);
    auto out = std::make_shared<std::string>();
    auto* command = add_remote_command(
        *group, context, "prove", "a proof that an entry stands in the log, checkable with nothing but the public key",
        [&context, options, index, out] { return prove(context, *options, *index, *out); });
    command->add_option("N", *index, "the entry's number")->required();
    command->add_option("--out", *out, "file for the proof (default: standard output)");
    add_log_options(command, *options);
  }
  {
    auto file = std::make_shared<std::string>();
    auto key = std::make_shared<std::string>();
    auto* command = add_command(*group, context, "verify-proof", "check a proof on any machine",
                                [&context, file, key] { return verify_proof(context, *file, *key); });
    command->add_option("FILE", *file, "what `runseal evidence prove` wrote")->required();
    command->add_option("--key", *key, "the log's public key, or a file that holds it")->required();
  }
  {
    auto notice = std::make_shared<std::string>();
    auto out = std::make_shared<std::string>();
    auto* command = add_remote_command(*group, context, "bundle",
                                       "all evidence about one notice in one file that is checked without runseal",
                                       [&context, notice, out] { return bundle(context, *notice, *out); });
    command->add_option("NOTICE", *notice, "its reference, such as FSN2024-1562")->required();
    command->add_option("--out", *out, "the file (default: NOTICE-evidence.tar)");
  }
  add_remote_command(*group, context, "key", "the public key that proofs and checkpoints are checked with",
                     [&context] { return show_key(context); });
}

}  // namespace runseal::app
