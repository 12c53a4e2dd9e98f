// The polyfill that @peculiar/x509 needs before it is evaluated; without it a Worker does not even
// start. It is a module of ours because it is a script: a bundler runs a script where the importing
// module's own code begins, which is too late, but runs modules in the order of their imports. So
// each file that imports @peculiar/x509 imports this one before it.
import "reflect-metadata";
