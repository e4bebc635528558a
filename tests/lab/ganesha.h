// A real NFS-Ganesha with one folder to export, on loopback. NFS 4 alone needs no port mapper. With NFS 3 it registers
// with one on port 111, so that both run in a network namespace of their own (which takes root), and are reached at an
// address of 127.0.0.0/8 that no other server uses.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "base/process.h"
#include "lab/lab.h"

namespace runseal::lab {

struct GaneshaSettings {
  std::string security = {};  // SecType of the export: "sys", "krb5p, sys"
  std::string squash = "Root_Squash";
  std::string versions = "4";       // Protocols: "4", "3, 4"
  std::string minor = "0, 1, 2";    // Minor_Versions
  std::string access = "RW";        // Access_Type
  std::string more = {};            // further settings of the export
  std::string another_export = {};  // a second EXPORT block; @FOLDER@ stands for the folder that the first exports
  bool mount_reachable = true;      // in NFS 3: the port mapper and MOUNT
  std::string libnfs_says = {};     // where SecType does not decide it
  std::string blocks = {};          // further blocks of the configuration
  std::map<std::string, std::string> environment = {};
};

class Ganesha final : public Running {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Running>> start(const std::filesystem::path& folder,
                                                              const GaneshaSettings& settings);
  std::string url() const override;
  std::string takes_remedy() const override { return "NFS-Ganesha"; }
  // Puts the settings of the remedy's blocks into the blocks of these names, and takes them out of the EXPORT blocks.
  Result<> apply(const model::Remedy& remedy) override;
  // What libnfs, showmount and nmap say against the configuration.
  std::string second_opinion() override;

 private:
  Ganesha(std::filesystem::path folder, GaneshaSettings settings);
  Result<> run();
  [[nodiscard]] std::string configuration() const;
  void set(const std::string& block, const std::string& setting);
  [[nodiscard]] bool serves_sys() const;
  [[nodiscard]] bool serves_version_3() const;
  [[nodiscard]] base::Command inside(std::vector<std::string> words) const;  // the namespace
  [[nodiscard]] std::string libnfs_says() const;
  [[nodiscard]] std::string showmount_says() const;

  std::filesystem::path folder_;
  GaneshaSettings settings_;
  std::string text_;  // of ganesha.conf
  std::string address_ = "127.0.0.1";
  std::uint16_t nfs_port_ = 0;
  std::uint16_t mount_port_ = 0;
  bool of_its_own_ = false;  // in a network namespace
  std::vector<base::Child> relays_;
  std::optional<base::Child> server_;
};

}  // namespace runseal::lab
