// A real Samba file server for the demonstration and the tests: on 127.0.0.1, unprivileged, gone with its object.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/result.h"

namespace runseal::demo {

// Further smb.conf(5) parameters, by name: section [global] and section [runs].
struct SambaSettings {
  std::map<std::string, std::string> global;
  std::map<std::string, std::string> share;
};

// One share, "runs", and one user, "sequencer", with a random password. The server dies, with all its children, when
// the object goes, and also when runseal is killed. Linux ties that to the thread that called start() or apply(): call
// them on a thread that lives as long as the server must. Not for use by several threads at once.
class Samba {
 public:
  // All files are made below `folder`, which is made if need be. When run by root the server drops to the user `games`,
  // so `folder`, and its parents below the system's temporary folder, are made passable (mode o+x) for that user.
  // Errors: unavailable (Samba is not installed, or did not start: with the end of its log), denied, io.
  [[nodiscard]] static Result<Samba> start(const base::Path& folder, const SambaSettings& settings);

  Samba(Samba&&) noexcept;
  Samba& operator=(Samba&&) noexcept;
  ~Samba();

  // Pastes lines at the end of smb.conf, as a person would ("[global]\n  server smb encrypt = required"): later lines
  // win. Restarts the server on the same port and waits until it answers; open connections break. Errors: invalid, with
  // what testparm(1) objects to (smb.conf stays as it was); unavailable, io.
  Result<> apply(const std::string& smb_conf_lines);

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // smb://127.0.0.1:PORT/runs
  [[nodiscard]] std::string user() const;
  [[nodiscard]] std::string password() const;
  [[nodiscard]] base::Path share_folder() const;
  [[nodiscard]] base::Path config_file() const;
  void stop();

 private:
  struct State;
  explicit Samba(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace runseal::demo
