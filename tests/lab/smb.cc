// Samba, two of the ways it is met; tests/servers/smb_lab_test.cc goes through all twelve with and without a login.
#include "demo/samba.h"
#include "lab/lab.h"

namespace runseal::lab {
namespace {

using model::Protection;

class RunningSamba final : public Running {
 public:
  explicit RunningSamba(demo::Samba samba) : samba_(std::move(samba)) {}
  std::string url() const override { return samba_.url(); }
  std::optional<audit::Credentials> credentials() const override {
    return audit::Credentials{samba_.user(), samba_.password(), {}};
  }
  std::string takes_remedy() const override { return "Samba"; }
  Result<> apply(const model::Remedy& remedy) override { return samba_.apply(remedy.text); }

 private:
  demo::Samba samba_;
};

auto samba(demo::SambaSettings settings) {
  return [settings = std::move(settings)](const std::filesystem::path& folder) -> Result<std::unique_ptr<Running>> {
    RUNSEAL_TRY(auto started, demo::Samba::start(folder, settings));
    return std::make_unique<RunningSamba>(std::move(started));
  };
}

constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

}  // namespace

std::vector<Entry> smb_lab() {
  return {
      {"smb_default",
       "Samba as Debian installs it: signing and encryption are offered, neither is required",
       samba({}),
       {maybe, maybe, maybe},
       {"smb.signing-not-required", "smb.encryption-not-required", "smb.old-dialect-accepted"},
       {"smb.smb1-answered"},
       Grades{safe, safe, safe}},
      {"smb_encryption_required",
       "Samba that serves nobody without encryption, SMB 3.1.1 alone",
       samba({{{"server min protocol", "SMB3_11"}, {"server smb encrypt", "required"}}, {}}),
       {safe, safe, safe},
       {},
       {"smb.signing-not-required", "smb.encryption-not-required", "smb.smb1-answered"},
       std::nullopt},
  };
}

}  // namespace runseal::lab
