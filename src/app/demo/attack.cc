#include "app/demo/attack.h"

#include "app/context.h"
#include "base/hash.h"
#include "base/random.h"

namespace runseal::app {
namespace {
constexpr std::size_t file_size = 1U << 20U;
}

Result<AttackOutcome> attack(const demo::Samba& samba, const base::Path& folder, const std::string& name,
                             const base::Path& credentials) {
  auto& files = base::real_files();
  AttackOutcome outcome;
  const auto content = base::random_bytes(file_size);
  const auto source = folder / name;
  RUNSEAL_CHECK(base::write_durably(files, source, content));
  outcome.bytes = content.size();
  outcome.sent_sha256 = base::sha256_hex(content);

  RUNSEAL_TRY(auto relay, demo::Relay::start(samba.port()));
  base::Command client;
  client.program = "smbclient";
  client.arguments = {"//127.0.0.1/runs",
                      "-p",
                      std::to_string(relay.port()),
                      "-A",
                      credentials.string(),
                      "-t",
                      "5",
                      "-c",
                      "put \"" + source.string() + "\" \"" + name + "\""};
  client.time = std::chrono::seconds(20);
  client.stop = &interrupted();
  RUNSEAL_TRY(const auto finished, base::run(client));
  relay.stop();
  outcome.client_was_content = finished.ok();
  outcome.relay_struck = relay.changed_a_byte();

  const auto stored = files.read(samba.share_folder() / name, 2 * file_size);
  if (stored) {
    outcome.stored = true;
    outcome.stored_sha256 = base::sha256_hex(*stored);
    for (std::size_t i = 0; i < std::max(stored->size(), content.size()); ++i)
      if (i >= stored->size() || i >= content.size() || (*stored)[i] != content[i]) ++outcome.bytes_that_differ;
  }
  return outcome;
}

}  // namespace runseal::app
