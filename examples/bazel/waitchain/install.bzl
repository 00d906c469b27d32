"""Makes a folder with Waitchain, and the Node that runs it, inputs of the build."""

def _waitchain_install_impl(ctx):
    dist = ctx.os.environ.get("WAITCHAIN_DIST")
    if not dist:
        fail("WAITCHAIN_DIST must name the folder with Waitchain's cli.mjs: " +
             "bazel build --repo_env=WAITCHAIN_DIST=/opt/waitchain/dist ...")
    node = ctx.os.environ.get("WAITCHAIN_NODE") or ctx.which("node")
    if not node:
        fail("no node on the PATH: Waitchain needs Node 20 or newer")
    for name in ["cli.mjs", "worker.mjs", "web-tree-sitter.wasm", "tree-sitter-cpp.wasm"]:
        ctx.symlink(dist + "/" + name, name)
    ctx.symlink(node, "node")
    ctx.file("BUILD.bazel", """
package(default_visibility = ["//visibility:public"])

exports_files(["node", "cli.mjs"])

filegroup(
    name = "files",
    srcs = glob(["*.mjs", "*.wasm"]),
)
""")

waitchain_install = repository_rule(
    implementation = _waitchain_install_impl,
    environ = ["WAITCHAIN_DIST", "WAITCHAIN_NODE"],
    local = True,
    doc = "Set WAITCHAIN_DIST to the folder of an installed Waitchain, WAITCHAIN_NODE to another Node than that on the PATH.",
)
